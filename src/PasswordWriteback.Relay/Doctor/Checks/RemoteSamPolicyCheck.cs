using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.GroupPolicy;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Doctor.Checks;

/// <summary>The restriction of remote SAM calls that Group Policy brings to the domain controllers.</summary>
internal sealed class RemoteSamPolicyCheck(DoctorDirectory directory, SysvolFolder sysvol)
{
    private static readonly RegistrySettingReader Setting = new(RemoteSam.Key, RemoteSam.Value);

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
                foreach (var site in domain.Controllers.Select(controller => controller.Site).Distinct(StringComparer.OrdinalIgnoreCase))
                {
                    await LookAsync(lines, forest, domain, site, new GroupPolicyReader(connection), cancellationToken).ConfigureAwait(false);
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

    private async Task LookAsync(
        CheckLines lines, DirectoryForest forest, DirectoryDomain domain, string site, GroupPolicyReader reader, CancellationToken cancellationToken)
    {
        var subject = $"{domain.DnsName}, site {site}";
        var order = await reader.ReadOrderAsync(forest, domain, site, cancellationToken).ConfigureAwait(false);
        if (order.Count == 0)
        {
            lines.Unknown(subject, $"No Group Policy is linked at the domain's head, the domain controllers' OU or the site, or the links are not shown to this identity.", "Let the identity read gPLink there.");
            return;
        }

        var (winner, unread) = await FindWinnerAsync(reader, domain, order, cancellationToken).ConfigureAwait(false);
        if (winner is null)
        {
            if (unread.Count > 0)
            {
                lines.Unknown(subject, string.Join(' ', unread), "Read it where SYSVOL is at hand, as an identity that may read the policies.");
            }
            else
            {
                lines.Ok(subject, $"None of {order.Count} linked Group Policies restricts remote SAM calls. A value that a former policy left in a domain controller's registry is not seen from here.");
            }

            return;
        }

        await JudgeAsync(lines, subject, forest, domain, winner, unread, cancellationToken).ConfigureAwait(false);
    }

    private async Task JudgeAsync(
        CheckLines lines, string subject, DirectoryForest forest, DirectoryDomain domain, Winner winner, IReadOnlyList<string> unread, CancellationToken cancellationToken)
    {
        var seen = $"Group Policy '{winner.Policy.Name}' ({winner.File}, linked at {winner.Link.ContainerDn}{(winner.Link.IsEnforced ? ", enforced" : string.Empty)}) sets {RemoteSam.Value} to '{winner.Text}'";
        if (unread.Count > 0)
        {
            lines.Unknown(subject, $"{seen}, but a policy that may override it was not read. {string.Join(' ', unread)}", "Read it where SYSVOL is at hand, as an identity that may read the policies.");
            return;
        }

        if (winner.Text.Length == 0)
        {
            lines.Ok(subject, $"{seen}: that restricts nobody.");
            return;
        }

        var decision = await RemoteSam.JudgeAsync(directory, forest, domain, winner.Text, cancellationToken).ConfigureAwait(false);
        if (!decision.IsKnown)
        {
            lines.Unknown(subject, $"{seen}. {decision.UnknownReason}", "Name the connector account with --account.");
        }
        else if (decision.Value == AccessDecision.Granted)
        {
            lines.Ok(subject, $"{seen}, which lets the connector account call.");
        }
        else if (winner.Policy.HasWmiFilter)
        {
            lines.Unknown(subject, $"{seen}, which does not let the connector account call; its WMI filter decides on each domain controller whether it applies.", RemoteSam.Fix);
        }
        else
        {
            lines.Failed(subject, $"{seen}, which does not let the connector account call.", RemoteSam.Fix);
        }
    }

    // Every policy's registry settings come before any policy's security template: the last template wins, else the last registry setting.
    private async Task<(Winner? Winner, IReadOnlyList<string> Unread)> FindWinnerAsync(
        GroupPolicyReader reader, DirectoryDomain domain, IReadOnlyList<AppliedPolicy> order, CancellationToken cancellationToken)
    {
        Winner? byTemplate = null;
        Winner? byRegistry = null;
        List<string> templatesUnread = [];
        List<string> registryUnread = [];
        foreach (var link in order)
        {
            var policy = await reader.ReadAsync(link.PolicyDn, cancellationToken).ConfigureAwait(false);
            if (policy is null)
            {
                templatesUnread.Add($"Group Policy {link.PolicyDn} is linked, but not there or not shown to this identity.");
                continue;
            }

            if (!policy.IsForComputers)
            {
                continue;
            }

            var template = Setting.FromTemplate(sysvol, domain.DnsName, policy);
            var registry = Setting.FromRegistry(sysvol, domain.DnsName, policy);
            Take(template, link, policy, ref byTemplate, templatesUnread);
            Take(registry, link, policy, ref byRegistry, registryUnread);
        }

        return byTemplate is not null ? (byTemplate, templatesUnread) : (byRegistry, [.. templatesUnread.Concat(registryUnread).Distinct(StringComparer.Ordinal)]);
    }

    private static void Take(Core.Reading<RegistrySetting> read, AppliedPolicy link, GroupPolicyObject policy, ref Winner? winner, List<string> unread)
    {
        if (!read.IsKnown)
        {
            unread.Add(read.UnknownReason);
        }
        else if (read.Value.Text is { } text)
        {
            winner = new Winner(link, policy, read.Value.File, text);
            unread.Clear();
        }
    }

    private sealed record Winner(AppliedPolicy Link, GroupPolicyObject Policy, string File, string Text);
}
