using System.Globalization;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Doctor.Checks;

/// <summary>This server's clock against that of each domain controller (rootDSE currentTime, MS-ADTS 3.1.1.3.2.3).</summary>
internal sealed class ControllerClockCheck(DoctorEnvironment environment, DoctorDirectory directory)
{
    public DoctorCheck Check => new(
        "clock-controllers",
        "Kerberos refuses tickets when clocks differ by more than five minutes, and then nothing reaches the domain controller.",
        (lines, cancellationToken) => directory.AskControllersAsync(
            lines,
            environment.Time,
            async (controller, connection, stop) =>
            {
                var asked = environment.Time.GetUtcNow();
                var entry = await connection.ReadAsync(string.Empty, stop, "currentTime").ConfigureAwait(false);
                var middle = asked + ((environment.Time.GetUtcNow() - asked) / 2);
                if (entry.GetString("currentTime") is { } text
                    && DateTimeOffset.TryParseExact(text, ["yyyyMMddHHmmss.f'Z'", "yyyyMMddHHmmss'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var theirs))
                {
                    ClockDifference.Judge(lines, controller.HostName, theirs - middle, "Let both follow the domain's time (w32tm /resync; the PDC emulator follows an outer source).");
                }
                else
                {
                    lines.Unknown(controller.HostName, "It does not say what time it is.");
                }
            },
            cancellationToken)) { Subject = "domain controllers", Deadline = TimeSpan.FromMinutes(1) };
}

/// <summary>Judges how far two clocks are apart.</summary>
internal static class ClockDifference
{
    /// <summary>Kerberos' default limit, and that of the relay's signed messages.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Attention = TimeSpan.FromMinutes(1);

    /// <param name="lines">Where the line goes.</param>
    /// <param name="subject">The other clock.</param>
    /// <param name="ahead">How far the other clock is ahead of this server's.</param>
    /// <param name="fix">What to do.</param>
    public static void Judge(CheckLines lines, string subject, TimeSpan ahead, string fix)
    {
        var words = string.Create(CultureInfo.InvariantCulture, $"Its clock is {ahead.Duration().TotalSeconds:0} s {(ahead < TimeSpan.Zero ? "behind" : "ahead of")} this server's.");
        if (ahead.Duration() > Limit)
        {
            lines.Failed(subject, words, fix);
        }
        else if (ahead.Duration() > Attention)
        {
            lines.Warning(subject, words, fix);
        }
        else
        {
            lines.Ok(subject, words);
        }
    }
}
