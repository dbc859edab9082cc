using System.Diagnostics.Eventing.Reader;
using System.Globalization;
using System.Runtime.Versioning;
using System.Xml;
using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect.Events;

namespace PasswordWriteback.Relay.EventLog;

/// <summary>
/// The Application log of this machine. The query selects by source, id and time, and reads backwards, so the newest events come
/// first and a full log costs no more than its window. Members of the group Event Log Readers may read it.
/// </summary>
/// <param name="time">The clock.</param>
[SupportedOSPlatform("windows")]
public sealed class WindowsEventLog(TimeProvider time) : IWritebackEventLog
{
    /// <summary>How long reading may take in all.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan OneEvent = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    public Task<Reading<IReadOnlyList<WritebackEvent>>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.Run(() => Read(since, cancellationToken), cancellationToken);

    private Reading<IReadOnlyList<WritebackEvent>> Read(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        try
        {
            var newest = new NewestEvents();
            Read(EventQuery.For(since), IWritebackEventLog.MaxEvents);
            Read(EventQuery.ForHashBatches(since), IWritebackEventLog.MaxHashBatches);
            return Reading.Known(newest.ToList());

            void Read(string xpath, int atMost)
            {
                using var reader = new EventLogReader(new EventLogQuery("Application", PathType.LogName, xpath) { ReverseDirection = true });
                for (var count = 0; count < atMost && reader.ReadEvent(OneEvent) is { } record; count++)
                {
                    using (record)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        if (time.GetElapsedTime(began) > Deadline)
                        {
                            throw new TimeoutException($"The Application log did not give all events within {Deadline.TotalMinutes:0} minutes.");
                        }

                        if (Parse(record.ToXml()) is { } entry && entry.At >= since)
                        {
                            newest.Add(entry);
                        }
                    }
                }
            }
        }
        catch (TimeoutException late)
        {
            return Unknown(late.Message);
        }
        catch (UnauthorizedAccessException)
        {
            return Unknown("The relay's account may not read the Application log: add it to the group Event Log Readers of this server.");
        }
        catch (EventLogException fault)
        {
            return Unknown($"The Application log cannot be read: {fault.Message}");
        }
        catch (Exception fault) when (fault is XmlException or InvalidDataException)
        {
            return Unknown($"The Application log holds an event that cannot be read: {fault.Message}");
        }
    }

    private static WritebackEvent? Parse(string xml)
    {
        using var reader = XmlReader.Create(new StringReader(xml), EventXml.Settings());
        return reader.ReadToFollowing("Event", EventXml.Namespace)
            ? EventXml.Read(reader)
            : throw new InvalidDataException("it has no <Event>");
    }

    private static Reading<IReadOnlyList<WritebackEvent>> Unknown(string reason) => Reading.Unknown<IReadOnlyList<WritebackEvent>>(reason);
}

/// <summary>The query for events of writeback, in the part of XPath 1.0 that the Windows event log knows.</summary>
internal static class EventQuery
{
    public static string For(DateTimeOffset since) =>
        Since($"(Provider[@Name='{WritebackSources.PasswordReset}'] or {Documented(WritebackSources.Synchronization)})", since);

    public static string ForHashBatches(DateTimeOffset since) => Since(Documented(WritebackSources.HashSynchronization), since);

    private static string Documented(string source)
    {
        var ids = WritebackEventTable.All.Where(meaning => meaning.Source == source)
            .Select(meaning => string.Create(CultureInfo.InvariantCulture, $"EventID={meaning.EventId}"));
        return $"(Provider[@Name='{source}'] and ({string.Join(" or ", ids)}))";
    }

    private static string Since(string which, DateTimeOffset since) =>
        $"*[System[{which} and TimeCreated[@SystemTime>='{since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}']]]";
}
