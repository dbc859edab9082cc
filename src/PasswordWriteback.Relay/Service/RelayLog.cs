using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay.Envelope;

namespace PasswordWriteback.Relay.Service;

/// <summary>
/// Every line that the service logs. An id never changes its meaning and is never used again; docs/relay-events.md says of each what
/// to do. 1000: life of the service; 1100: the service manager (in the host); 2000: queue and cloud; 3000: ledger; 4000: commands;
/// 4101 and on: refused messages, by <see cref="EnvelopeRefusalReason"/>.
/// </summary>
internal static partial class RelayLog
{
    [LoggerMessage(1001, LogLevel.Information, "Relay {Relay} of tenant {Tenant}, forest {Forest}, instance {Instance}, begins.")]
    public static partial void Begins(ILogger logger, Guid relay, Guid tenant, string forest, Guid instance);

    [LoggerMessage(1002, LogLevel.Information, "The relay has stopped.")]
    public static partial void HasStopped(ILogger logger);

    [LoggerMessage(1003, LogLevel.Information, "Writing mode {Mode}, policy {Policy}.")]
    public static partial void Policy(ILogger logger, string mode, string policy);

    [LoggerMessage(1004, LogLevel.Warning, "{Code}: {Summary} {Remedy}")]
    public static partial void PostureFinding(ILogger logger, string code, string summary, string? remedy);

    [LoggerMessage(1005, LogLevel.Warning, "What the relay's own identity may write is not known: {Why} {Remedy}")]
    public static partial void PostureUnknown(ILogger logger, string why, string? remedy);

    [LoggerMessage(1006, LogLevel.Warning, "A write was still at work after {Grace}; it stays in the ledger and is settled at the next start.")]
    public static partial void WriteCutOff(ILogger logger, TimeSpan grace);

    [LoggerMessage(1007, LogLevel.Information, "Swept {Commands} commands and {Files} files older than {Days:0} days.")]
    public static partial void Swept(ILogger logger, int commands, int files, double days);

    [LoggerMessage(1008, LogLevel.Warning, "{File} cannot be removed: {Trouble}")]
    public static partial void FileNotRemoved(ILogger logger, string file, string trouble);

    [LoggerMessage(2001, LogLevel.Information, "Queue '{Queue}' answers again.")]
    public static partial void QueueAnswersAgain(ILogger logger, string queue);

    [LoggerMessage(2002, LogLevel.Warning, "Queue '{Queue}' is not being heard; trying on. {Reason}")]
    public static partial void QueueNotHeard(ILogger logger, string queue, string reason);

    [LoggerMessage(2003, LogLevel.Warning, "Answers wait: {Trouble}")]
    public static partial void AnswersWait(ILogger logger, string trouble);

    [LoggerMessage(2004, LogLevel.Warning, "The reply to command {Command} waits for its upload: {Trouble}")]
    public static partial void UploadWaits(ILogger logger, Guid command, string trouble);

    [LoggerMessage(2005, LogLevel.Warning, "No heartbeat: {Trouble}")]
    public static partial void NoHeartbeat(ILogger logger, string trouble);

    [LoggerMessage(2006, LogLevel.Warning, "A message in the ledger could not be taken off the queue; it will come again and change nothing. {Trouble}")]
    public static partial void MessageStaysInQueue(ILogger logger, string trouble);

    [LoggerMessage(2007, LogLevel.Warning, "The cloud's new list of keys could not be kept and is not in force; it comes again with the next token. {Trouble}")]
    public static partial void KeysNotKept(ILogger logger, string trouble);

    [LoggerMessage(3001, LogLevel.Error, "Nothing is received: {Trouble} {Remedy}")]
    public static partial void LedgerTakesNoMessages(ILogger logger, string trouble, string? remedy);

    [LoggerMessage(3002, LogLevel.Error, "Nothing is carried out: {Trouble} {Remedy}")]
    public static partial void LedgerTakesNoOutcome(ILogger logger, string trouble, string? remedy);

    [LoggerMessage(3003, LogLevel.Error, "Nothing is answered: {Trouble} {Remedy}")]
    public static partial void LedgerGivesNoAnswers(ILogger logger, string trouble, string? remedy);

    [LoggerMessage(3004, LogLevel.Warning, "Progress is not told: {Trouble} {Remedy}")]
    public static partial void ProgressNotNoted(ILogger logger, string trouble, string? remedy);

    [LoggerMessage(3005, LogLevel.Warning, "The heartbeat was sent; 'relay status' does not know of it: {Trouble} {Remedy}")]
    public static partial void HeartbeatNotNoted(ILogger logger, string trouble, string? remedy);

    [LoggerMessage(3006, LogLevel.Warning, "Old entries stay until tomorrow: {Trouble} {Remedy}")]
    public static partial void NotSwept(ILogger logger, string trouble, string? remedy);

    [LoggerMessage(4001, LogLevel.Error, "{Command} ended in a defect.")]
    public static partial void CommandDefect(ILogger logger, string command, Exception defect);

    [LoggerMessage(4002, LogLevel.Warning, "An interrupted {Command} is not settled yet: {Trouble}")]
    public static partial void NotSettled(ILogger logger, string command, string trouble);

    /// <summary>A message from the queue, by the event id of its reason.</summary>
    public static void MessageRefused(ILogger logger, EnvelopeRefusal refusal) =>
        logger.LogWarning(Id(refusal), "A message was refused, and nothing was done: {Detail}", refusal.Detail);

    /// <summary>A list of keys from the cloud, by the event id of its reason.</summary>
    public static void KeysRefused(ILogger logger, EnvelopeRefusal refusal) =>
        logger.LogWarning(Id(refusal), "The cloud's list of keys was refused, the present one stays: {Detail}", refusal.Detail);

    private static EventId Id(EnvelopeRefusal refusal) => new(refusal.EventId, refusal.Reason.ToString());
}
