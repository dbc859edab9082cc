using System.Collections.Concurrent;

namespace PasswordWriteback.Relay.Doctor;

/// <summary>Where a check puts its lines. What is there when its deadline passes stays.</summary>
public sealed class CheckLines
{
    private readonly ConcurrentQueue<(string Subject, CheckResult Result, string Summary, string? Fix)> _lines = new();
    private volatile bool _closed;

    /// <summary>As it should be.</summary>
    public void Ok(string subject, string summary) => Add(subject, CheckResult.Ok, summary, fix: null);

    /// <summary>Wants attention.</summary>
    public void Warning(string subject, string summary, string fix) => Add(subject, CheckResult.Warning, summary, fix);

    /// <summary>Does not work.</summary>
    public void Failed(string subject, string summary, string fix) => Add(subject, CheckResult.Failed, summary, fix);

    /// <summary>Could not be found out.</summary>
    public void Unknown(string subject, string reason, string? fix = null) => Add(subject, CheckResult.Unknown, reason, fix);

    /// <summary>Has no meaning here.</summary>
    public void NotApplicable(string subject, string reason) => Add(subject, CheckResult.NotApplicable, reason, fix: null);

    /// <summary>Takes the lines; what comes later is too late.</summary>
    internal IReadOnlyList<CheckLine> Close(DoctorCheck check)
    {
        _closed = true;
        return [.. _lines.OrderBy(line => line.Subject, StringComparer.OrdinalIgnoreCase)
            .Select(line => new CheckLine(check.Id, line.Subject, line.Result, line.Summary, check.Why, line.Fix))];
    }

    private void Add(string subject, CheckResult result, string summary, string? fix)
    {
        if (!_closed)
        {
            _lines.Enqueue((subject, result, summary, fix));
        }
    }
}
