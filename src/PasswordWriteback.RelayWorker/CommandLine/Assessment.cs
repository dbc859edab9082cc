using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.GroupPolicy;
using PasswordWriteback.Relay.PasswordPolicy;
using PasswordWriteback.Relay.Permissions;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>What an assessment of the forest found.</summary>
/// <param name="Result">Rights, coverage, plan.</param>
/// <param name="PasswordPolicies">The policy of each domain.</param>
internal sealed record Assessment(AssessmentResult Result, IReadOnlyList<DomainPasswordPolicy> PasswordPolicies)
{
    /// <summary>Assesses the forest.</summary>
    /// <param name="session">The forest.</param>
    /// <param name="account">The connector account.</param>
    /// <param name="settings">Scopes and profile.</param>
    /// <param name="connect">Entra Connect's configuration, for the default scope; null where it is not known or not needed.</param>
    /// <param name="stateFolder">Where the plan is kept; null when it is only looked at.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="sysvol">Files of Group Policies; null: the share on Windows, nothing elsewhere.</param>
    public static async Task<Assessment> MakeAsync(
        ForestSession session,
        ConnectorAccount account,
        PermissionSettings settings,
        ConnectReading? connect,
        string? stateFolder,
        CancellationToken cancellationToken,
        SysvolFolder? sysvol = null)
    {
        var folder = stateFolder ?? Directory.CreateTempSubdirectory("pwb-check-").FullName;
        try
        {
            var assessor = new PermissionAssessor(session.Connector, new PlanStore(folder), TimeProvider.System);
            var result = await assessor.AssessAsync(new AssessmentRequest(session.Forest, account, settings, connect), cancellationToken).ConfigureAwait(false);
            var policies = await new PasswordPolicyReader(session.Connector, sysvol).ReadAsync(session.Forest, cancellationToken).ConfigureAwait(false);
            return new Assessment(result, policies);
        }
        finally
        {
            if (stateFolder is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>
    /// What the directory alone allows to say: the findings about forest, account and rights, judged as a run judges them.
    /// Whether a plan may be written is not among them: what is missing counts already, and what is not readable is unknown, not refused.
    /// </summary>
    public DirectoryVerdict Verdict(DiscoveredForest discovered, Reading<ConnectorAccount> account)
    {
        var forest = discovered.Forest;
        string[] aboutDirectory = [FindingCodes.ForestDiscovered, FindingCodes.ConnectorAccount];
        var discovery = DiscoveryFindings.Judge(Guid.Empty, [], forest, discovered.Gaps, account, Reading.NotBuilt<ConnectReading>("reading Entra Connect"))
            .Where(finding => aboutDirectory.Contains(finding.Code));
        return new DirectoryVerdict([
            .. discovery,
            .. PermissionFindings.Judge(Result.Scopes, Result.Plan.Account),
            .. PlanFindings.Judge(forest.RootDnsName, Result.Plan, Result.BlastRadius).Where(finding => finding.Code == FindingCodes.BlastRadiusAccepted),
            .. Core.ActiveDirectory.Coverage.CoverageFindings.Judge(forest.RootDnsName, Result.Coverage),
            .. PasswordPolicies.SelectMany(PasswordPolicyFindings.Judge),
        ]);
    }
}
