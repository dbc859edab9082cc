using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.Coverage;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>What to assess.</summary>
/// <param name="Forest">The forest, as discovery found it just now.</param>
/// <param name="Account">The connector account that discovery found.</param>
/// <param name="Settings">Scopes, profile and what is allowed.</param>
/// <param name="Connect">Entra Connect's configuration, for the default scope; null where it is not known.</param>
public sealed record AssessmentRequest(
    DirectoryForest Forest, ConnectorAccount Account, PermissionSettings Settings, ConnectReading? Connect = null)
{
    /// <summary>The connector account as <c>DOMAIN\name</c>.</summary>
    public string AccountName
    {
        get
        {
            var home = Forest.Domains.FirstOrDefault(domain => domain.DnsName.Equals(Account.Domain, StringComparison.OrdinalIgnoreCase));
            return $@"{home?.NetBiosName ?? Account.Domain}\{Account.SamAccountName}";
        }
    }
}

/// <summary>What an assessment found, and the plan, which is in the <see cref="PlanStore"/> too.</summary>
/// <param name="Scopes">Rights per scope; every domain that holds a scope has an entry for its head.</param>
/// <param name="Plan">What an apply would write.</param>
/// <param name="Coverage">Who can be written back today.</param>
/// <param name="BlastRadius">Who is resettable today and after the plan, as counts.</param>
/// <param name="BlastRadiusDetail">The same by name: stays on this machine.</param>
public sealed record AssessmentResult(
    IReadOnlyList<ScopeAssessment> Scopes,
    PermissionPlan Plan,
    CoverageSummary Coverage,
    BlastRadius BlastRadius,
    BlastRadiusDetail BlastRadiusDetail)
{
    /// <summary>Distinguished names of the scopes that were assessed: those that were named, or the default. What was left out of that is in the plan.</summary>
    public IReadOnlyList<string> Selected { get; init; } = [];
}
