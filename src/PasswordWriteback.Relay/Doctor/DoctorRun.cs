using System.Globalization;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Doctor;

/// <summary>What the doctor found.</summary>
/// <param name="At">When.</param>
/// <param name="Lines">The lines, check by check.</param>
public sealed record DoctorReport(DateTimeOffset At, IReadOnlyList<CheckLine> Lines)
{
    /// <summary>The whole: Failed when a line failed, else Unknown when one is not known, else Warning when one warns, else Ok.</summary>
    public CheckResult Result =>
        Any(CheckResult.Failed) ? CheckResult.Failed
        : Any(CheckResult.Unknown) ? CheckResult.Unknown
        : Any(CheckResult.Warning) ? CheckResult.Warning
        : CheckResult.Ok;

    private bool Any(CheckResult result) => Lines.Any(line => line.Result == result);
}

/// <summary>Runs checks side by side. One that fails, hangs or ignores that it is cancelled holds up no other.</summary>
public static class DoctorRun
{
    /// <summary>Runs the checks.</summary>
    /// <param name="checks">The checks; their order is that of the report.</param>
    /// <param name="time">The clock of the deadlines.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    public static async Task<DoctorReport> RunAsync(IReadOnlyList<DoctorCheck> checks, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checks);
        ArgumentNullException.ThrowIfNull(time);
        var at = time.GetUtcNow();
        var lines = await Task.WhenAll(checks.Select(check => RunAsync(check, time, cancellationToken))).ConfigureAwait(false);
        return new DoctorReport(at, [.. lines.SelectMany(of => of)]);
    }

    private static async Task<IReadOnlyList<CheckLine>> RunAsync(DoctorCheck check, TimeProvider time, CancellationToken cancellationToken)
    {
        var lines = new CheckLines();
        using var deadline = new CancellationTokenSource(check.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var token = either.Token;
        try
        {
            // A thread of its own: files on a share and name services may block it.
            await Task.Run(() => check.Look(lines, token), token).WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            lines.Unknown(
                check.Subject,
                string.Create(CultureInfo.InvariantCulture, $"The check was not done within {check.Deadline.TotalSeconds:0.##} s."),
                "See to the hosts that do not answer, and run it again.");
        }
        catch (DirectoryException fault)
        {
            lines.Unknown(check.Subject, fault.Message, fault.Remedy);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            lines.Unknown(check.Subject, $"The check itself failed ({fault.GetType().Name}): {fault.Message}", "Run it as an administrator of this server; if it fails again, report it.");
        }

        return lines.Close(check);
    }
}
