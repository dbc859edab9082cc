using System.Security.Authentication;

namespace PasswordWriteback.Relay.Doctor.Outbound;

/// <summary>Whether a host is reached from here: one check for each, so that none holds up another.</summary>
internal sealed class OutboundCheck(DoctorEnvironment environment, OutboundTarget target)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    public DoctorCheck Check => new(
        "outbound",
        "Writeback and relay open every connection themselves, on 443. Where one is blocked or inspected, resets do not arrive (events 31034, 32001, 32002).",
        LookAsync) { Subject = target.ToString(), Deadline = Longest + TimeSpan.FromSeconds(5) };

    /// <summary>The namespace is a pattern in Microsoft's list; without its name there is nothing to reach.</summary>
    public static DoctorCheck UnknownNamespace(EntraCloud cloud) => new(
        "outbound",
        "The Service Bus namespace is the channel that resets come by.",
        (lines, _) =>
        {
            lines.Unknown(
                $"*.{WritebackHosts.NamespaceDomain(cloud)}",
                "Which namespace this tenant's writeback uses is not known here.",
                "Take it from event 31019 or 31034 (Application log, PasswordResetService) of the Entra Connect server, and name it with --namespace.");
            return Task.CompletedTask;
        });

    private async Task LookAsync(CheckLines lines, CancellationToken cancellationToken)
    {
        var answer = await new OutboundConnection(environment).TryAsync(target, SslProtocols.None, Longest, cancellationToken).ConfigureAwait(false);
        var summary = $"{char.ToUpperInvariant(target.Purpose[0])}{target.Purpose[1..]}. {answer.Summary}";
        if (answer.Reached)
        {
            lines.Ok(target.ToString(), summary);
        }
        else
        {
            lines.Failed(target.ToString(), summary, answer.Fix!);
        }
    }
}
