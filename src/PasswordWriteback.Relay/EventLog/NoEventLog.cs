using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect.Events;

namespace PasswordWriteback.Relay.EventLog;

/// <summary>Stands where there is no Application log to read: every answer is unknown, with the reason.</summary>
/// <param name="reason">Why, as a sentence.</param>
public sealed class NoEventLog(string reason) : IWritebackEventLog
{
    /// <inheritdoc />
    public Task<Reading<IReadOnlyList<WritebackEvent>>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult(Reading.Unknown<IReadOnlyList<WritebackEvent>>(reason));
}

/// <summary>Chooses the log that this machine can read.</summary>
public static class WritebackEventLogs
{
    /// <summary>Why there is nothing to read on other systems than Windows.</summary>
    public const string NotOnWindows =
        "The relay does not run on Windows, so this machine has no Application log of Entra Connect; run it on the Connect server, or name an export of that log.";

    /// <summary>The export when one is named, else the log of this machine, else the reason why there is none.</summary>
    /// <param name="exportFile">An export of the Application log as XML; null: none.</param>
    /// <param name="time">The clock.</param>
    public static IWritebackEventLog For(string? exportFile, TimeProvider time)
    {
        if (exportFile is not null)
        {
            return new EventLogExport(exportFile);
        }

        return OperatingSystem.IsWindows() ? new WindowsEventLog(time) : new NoEventLog(NotOnWindows);
    }
}
