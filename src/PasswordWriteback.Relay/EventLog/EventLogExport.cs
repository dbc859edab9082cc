using System.Text;
using System.Xml;
using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect.Events;

namespace PasswordWriteback.Relay.EventLog;

/// <summary>
/// An export of the Application log as XML: Event Viewer's "Save as XML", or <c>wevtutil qe Application /f:xml</c> with or without
/// <c>/e:Events</c>. Streamed: memory does not grow with the file.
/// </summary>
/// <param name="path">The file.</param>
public sealed class EventLogExport(string path) : IWritebackEventLog
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const long LargestFile = 16L << 30;

    private static readonly byte[] BinaryLog = "ElfFile\0"u8.ToArray();

    /// <inheritdoc />
    public Task<Reading<IReadOnlyList<WritebackEvent>>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.Run(() => Read(since, cancellationToken), cancellationToken);

    private Reading<IReadOnlyList<WritebackEvent>> Read(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
            if (file.Length > LargestFile)
            {
                return Unknown($"{name} has {file.Length >> 30} GB; at most {LargestFile >> 30} are read. Export a shorter time.");
            }

            if (IsBinary(file))
            {
                return Unknown($"{name} is a binary event log (.evtx). Export it as XML: Event Viewer, Save All Events As, XML; or wevtutil qe {name} /lf:true /f:xml /e:Events.");
            }

            using var text = new BoundedMarkup(new StreamReader(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true));
            return Read(name, text, since, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Unknown($"{name} cannot be read: {fault.Message}");
        }
    }

    private static Reading<IReadOnlyList<WritebackEvent>> Read(string name, TextReader text, DateTimeOffset since, CancellationToken cancellationToken)
    {
        XmlReader? reader = null;
        try
        {
            // Making the reader reads already.
            reader = XmlReader.Create(text, EventXml.Settings());
            var newest = new NewestEvents();
            var isLog = false;
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element)
                {
                    continue;
                }

                isLog |= reader.Depth == 0 && reader.LocalName == "Events";
                if (reader.LocalName != "Event" || reader.NamespaceURI != EventXml.Namespace)
                {
                    if (reader.Depth > 1)
                    {
                        throw new InvalidDataException($"<{reader.LocalName}> stands where an <Event> of the log was expected");
                    }

                    continue;
                }

                cancellationToken.ThrowIfCancellationRequested();
                isLog = true;
                if (EventXml.Read(reader) is { } entry && entry.At >= since)
                {
                    newest.Add(entry);
                }
            }

            return isLog
                ? Reading.Known(newest.ToList())
                : Unknown($"{name} holds no <Event> of the schema {EventXml.Namespace}: it is no export of a Windows event log.");
        }
        catch (XmlException fault)
        {
            return Unknown($"{name} is no whole XML: {fault.Message}");
        }
        catch (InvalidDataException fault)
        {
            return Unknown($"{name}, line {Line(reader)}: {fault.Message}.");
        }
        catch (DecoderFallbackException)
        {
            return Unknown($"{name} is neither UTF-8 nor UTF-16 with a byte order mark, near line {Line(reader)}. Save it with Event Viewer, or redirect wevtutil in PowerShell.");
        }
        finally
        {
            reader?.Dispose();
        }
    }

    private static int Line(XmlReader? reader) => reader is IXmlLineInfo info ? Math.Max(1, info.LineNumber) : 1;

    private static bool IsBinary(FileStream file)
    {
        Span<byte> head = stackalloc byte[8];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return head[..read].SequenceEqual(BinaryLog);
    }

    private static Reading<IReadOnlyList<WritebackEvent>> Unknown(string reason) => Reading.Unknown<IReadOnlyList<WritebackEvent>>(reason);
}
