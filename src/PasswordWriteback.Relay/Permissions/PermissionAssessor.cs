using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>Finds out what the connector account may do, and plans what it lacks. Reads only; asks the PDC emulators, and reads the users where Entra Connect meets them.</summary>
public sealed class PermissionAssessor(IDirectoryConnector connector, PlanStore plans, TimeProvider time)
{
    /// <summary>Assesses every scope, scans the users of their domains, makes the plan and keeps it in the plan store.</summary>
    /// <exception cref="DirectoryException">A domain controller could not be read, or a named scope does not exist.</exception>
    public async Task<AssessmentResult> AssessAsync(AssessmentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var at = time.GetUtcNow();
        var domains = new List<DomainAssessment>();
        try
        {
            var selected = await ScopeSelection.SelectAsync(request, connector, cancellationToken).ConfigureAwait(false);
            foreach (var (domain, scopes) in selected.Domains)
            {
                domains.Add(await DomainAssessment.ReadAsync(connector, request, domain, scopes, withBlastRadius: true, cancellationToken).ConfigureAwait(false));
            }

            var plan = DefaultScope.Narrow(
                await PlanAsync(request, domains, at, cancellationToken).ConfigureAwait(false),
                selected.LeftOut,
                isNothingLeft: selected.Domains.Count == 0,
                request.Forest.RootDnsName);
            var about = new ScanContext(at, SynchronizedContainers.Of(request.Connect, request.Forest.RootDnsName), tenant: null);
            var coverage = new CoverageTally(about.NewDenominators());
            var blastRadius = new BlastRadiusTally(plan, request.Account.Sid, request.Settings.AcceptedPrivilegedAccounts);
            foreach (var domain in domains)
            {
                blastRadius.AddDomain(domain.Privileges);
            }

            foreach (var domain in domains)
            {
                await domain.ScanAsync(request.Settings.Profile, about, coverage, blastRadius, onUser: null, cancellationToken).ConfigureAwait(false);
            }

            var (counts, detail) = blastRadius.Summarize();
            plan = PlanBuilder.WithBlastRadius(plan, counts, request.Forest.RootDnsName);
            plans.Save(plan);
            IReadOnlyList<ScopeAssessment> assessed = [.. domains.SelectMany(domain => domain.Readings).Select(reading => reading.Assessment)];
            return new AssessmentResult(
                assessed, plan, coverage.Summarize(assessed, [.. domains.Select(domain => domain.ScannedServer)], at), counts, detail)
            {
                Selected = selected.Names,
            };
        }
        finally
        {
            foreach (var domain in domains)
            {
                await domain.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task<PermissionPlan> PlanAsync(
        AssessmentRequest request, List<DomainAssessment> domains, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var plan = PlanBuilder.Build(new PlanRequest(
            request.AccountName,
            Sid.Parse(request.Account.Sid),
            request.Settings.Profile,
            request.Settings.Explicit,
            request.Settings.DomainWide,
            [.. domains.SelectMany(domain => domain.Readings)],
            domains.ToDictionary(domain => domain.DnsName, domain => domain.Token, StringComparer.OrdinalIgnoreCase),
            at));
        var counted = new List<PlannedTarget>();
        foreach (var target in plan.Targets)
        {
            var domain = domains.First(candidate => candidate.DnsName.Equals(target.Domain, StringComparison.OrdinalIgnoreCase));
            counted.Add(target with { ObjectsBelow = await domain.CountBelowAsync(target, cancellationToken).ConfigureAwait(false) });
        }

        return Propagation.Limit(plan with { Targets = counted }, request.Settings.WritesAtAnyTime);
    }
}
