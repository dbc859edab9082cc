using PasswordWriteback.Core.EntraConnect.Events;

namespace PasswordWriteback.Core.Tests.EntraConnect.Events;

/// <summary>A log that is written line by line; texts have the shape that administrators report of the real service.</summary>
internal sealed class Log
{
    public static readonly DateTimeOffset Start = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
    private readonly List<WritebackEvent> _events = [];

    public List<WritebackEvent> Events => _events;

    public Log Add(double minutes, int id, string text = "") => Add(minutes, WritebackSources.PasswordReset, id, text);

    public Log Sync(double minutes, int id, string text) => Add(minutes, WritebackSources.Synchronization, id, text);

    public WritebackLogSummary Sum()
    {
        var sorted = EventOrder.Sort(_events);
        return WritebackLogReading.Sum(sorted, OperationPairing.Pair(sorted), Start, complete: true);
    }

    public static DateTimeOffset At(double minutes) => Start.AddMinutes(minutes);

    public static string Text(int operation, string? user = null, string details = "") =>
        $"TrackingId: {Id(operation)}, Reason: {details}, Context: cloudAnchor: User_{Id(99)}"
        + (user is null ? "" : $", SourceAnchorValue: {Anchor(user)}, UserPrincipalName: {user}@corp.example") + ", Details: ";

    public static Guid Id(int operation) => new(operation, 0, 0, new byte[8]);

    public static string Anchor(string user) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(user.PadRight(16, '-')[..16]));

    private Log Add(double minutes, string source, int id, string text)
    {
        _events.Add(new WritebackEvent(At(minutes), id, source, text, _events.Count));
        return this;
    }
}
