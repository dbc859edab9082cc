using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.GroupPolicy;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Doctor.Checks;

/// <summary>The restriction of remote SAM calls that Group Policy brings to the domain controllers.</summary>
internal sealed class RemoteSamPolicyCheck(DoctorDirectory directory, SysvolFolder sysvol)
{
    private const string AsAnother = "Read it where SYSVOL is at hand, as an identity that may read the policies.";

    public DoctorCheck Check => new("remote-sam-policy", RemoteSam.Why, LookAsync) { Subject = "Group Policies of the domain controllers", Deadline = TimeSpan.FromMinutes(1) };

    private async Task LookAsync(CheckLines lines, CancellationToken cancellationToken)
    {
        var forest = await directory.ForestAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(forest.Domains.Select(domain => LookAsync(lines, forest, domain, cancellationToken))).ConfigureAwait(false);
    }

    private async Task LookAsync(CheckLines lines, DirectoryForest forest, DirectoryDomain domain, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await directory.Connector.ConnectToDomainAsync(domain, cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var (reached, notFound) = await new ControllerPolicies(directory.Connector, connection, forest, domain).ReadAsync(cancellationToken).ConfigureAwait(false);
                if (notFound.Count > 0)
                {
                    lines.Unknown(
                        domain.DnsName, $"The computer objects of {string.Join(", ", notFound)} are not shown to this identity, so neither is which policies reach them.",
                        "Let the identity read them.");
                }

                foreach (var alike in reached)
                {
                    await JudgeAsync(lines, forest, domain, alike, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (DirectoryException fault)
        {
            lines.Unknown(domain.DnsName, fault.Message, fault.Remedy);
        }
        catch (GroupPolicyFormatException damaged)
        {
            lines.Unknown(domain.DnsName, damaged.Message, "Repair the links with the Group Policy Management Console.");
        }
    }

    private async Task JudgeAsync(
        CheckLines lines, DirectoryForest forest, DirectoryDomain domain, ReachedControllers alike, CancellationToken cancellationToken)
    {
        var subject = Subject(domain, alike);
        var outcomes = new RemoteSamSetting(sysvol, domain.DnsName).Possible(alike);
        var away = alike.Filtered.Count == 0 ? string.Empty : $" Security filtering keeps away: {string.Join(", ", alike.Filtered)}.";
        var said = new List<string>();
        var judged = new List<AccessDecision?>();
        foreach (var outcome in outcomes)
        {
            var (decision, sentence) = await SayAsync(forest, domain, alike, outcome, cancellationToken).ConfigureAwait(false);
            judged.Add(decision);
            said.Add(sentence);
        }

        var summary = string.Join(' ', said.Distinct(StringComparer.Ordinal)) + away;
        if (judged.TrueForAll(decision => decision == AccessDecision.Granted))
        {
            lines.Ok(subject, said[0] + away);
        }
        else if (judged.TrueForAll(decision => decision is not null and not AccessDecision.Granted))
        {
            lines.Failed(subject, summary, RemoteSam.Fix);
        }
        else
        {
            lines.Unknown(subject, summary, judged.Exists(decision => decision is not null and not AccessDecision.Granted) ? RemoteSam.Fix : AsAnother);
        }
    }

    // Granted: lets the account call. Null: not known.
    private async Task<(AccessDecision? Decision, string Sentence)> SayAsync(
        DirectoryForest forest, DirectoryDomain domain, ReachedControllers alike, PossibleSetting outcome, CancellationToken cancellationToken)
    {
        if (outcome.Unread is { } unread)
        {
            return (null, unread);
        }

        if (outcome is not { Text: { } text, By: { Policy: { } policy } by })
        {
            return (AccessDecision.Granted, alike.Policies.Count == 0
                ? "No Group Policy that applies is linked at the site, the domain's head or a unit above them. A value that a former policy left in a domain controller's registry is not seen from here."
                : $"None of {alike.Policies.Count} linked Group Policies restricts remote SAM calls. A value that a former policy left in a domain controller's registry is not seen from here.");
        }

        var seen = $"Group Policy '{policy.Name}' ({outcome.File}, linked at {by.Link.ContainerDn}{(by.Link.IsEnforced ? ", enforced" : string.Empty)}) sets {RemoteSam.Value} to '{text}'";
        var doubt = by.Doubt is null ? string.Empty : $" {by.Doubt}";
        if (text.Length == 0)
        {
            return (AccessDecision.Granted, $"{seen}: that restricts nobody.{doubt}");
        }

        var decision = await RemoteSam.JudgeAsync(directory, forest, domain, text, cancellationToken).ConfigureAwait(false);
        return decision switch
        {
            { IsKnown: false } => (null, $"{seen}. {decision.UnknownReason} Name the connector account with --account.{doubt}"),
            { Value: AccessDecision.Granted } => (AccessDecision.Granted, $"{seen}, which lets the connector account call.{doubt}"),
            _ => (decision.Value, $"{seen}, which does not let the connector account call.{doubt}"),
        };
    }

    private static string Subject(DirectoryDomain domain, ReachedControllers alike)
    {
        var place = DistinguishedName.Same(alike.Container, $"OU=Domain Controllers,{domain.Dn}") ? string.Empty : $", {alike.Container}";
        return $"{domain.DnsName}, site {alike.Site}{place}{(alike.WholePlace ? string.Empty : $": {string.Join(", ", alike.Hosts)}")}";
    }
}
