using PasswordWriteback.Core.ActiveDirectory.Rights;

namespace PasswordWriteback.Relay.Doctor.Checks;

/// <summary>The restriction of remote SAM calls in this server's own registry.</summary>
internal sealed class RemoteSamCheck(DoctorEnvironment environment, DoctorDirectory directory)
{
    private const string Path = $@"HKLM\{RemoteSam.Key}\{RemoteSam.Value}";

    public DoctorCheck Check => new("remote-sam", RemoteSam.Why, LookAsync) { Subject = environment.HostName };

    private async Task LookAsync(CheckLines lines, CancellationToken cancellationToken)
    {
        var host = environment.HostName;
        if (environment.Registry is not { } registry)
        {
            lines.NotApplicable(host, "Only Windows restricts remote SAM calls by its registry.");
            return;
        }

        var read = registry(RemoteSam.Key, RemoteSam.Value);
        if (!read.IsKnown)
        {
            lines.Unknown(host, read.UnknownReason, "Run it as an administrator of this server.");
            return;
        }

        if (read.Value.Value is not string { Length: > 0 } sddl)
        {
            lines.Ok(host, $"{Path} is not set.");
            return;
        }

        var forest = await directory.ForestAsync(cancellationToken).ConfigureAwait(false);
        var account = await directory.AccountAsync(cancellationToken).ConfigureAwait(false);
        var domain = forest.Domains.FirstOrDefault(item => account.IsKnown && item.DnsName.Equals(account.Value.Domain, StringComparison.OrdinalIgnoreCase))
            ?? forest.Domains[0];
        var decision = await RemoteSam.JudgeAsync(directory, forest, domain, sddl, cancellationToken).ConfigureAwait(false);
        if (!decision.IsKnown)
        {
            lines.Unknown(host, $"{Path} is '{sddl}'. {decision.UnknownReason}", "Name the connector account with --account.");
        }
        else if (decision.Value == AccessDecision.Granted)
        {
            lines.Ok(host, $"{Path} lets {account.Value!.SamAccountName} call.");
        }
        else
        {
            lines.Warning(host, $"{Path} is '{sddl}' and does not let {account.Value!.SamAccountName} call. Writeback's calls go to domain controllers; this is the same policy on this server.", RemoteSam.Fix);
        }
    }
}
