using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>Reads every user of a domain once, page by page, and hands each to the tallies. Keeps none.</summary>
/// <param name="scopes">Distinguished names of the scopes in the domain.</param>
/// <param name="profile">The rights that count as coverage.</param>
/// <param name="privileges">What users are judged by.</param>
/// <param name="ages">Minimum password ages.</param>
/// <param name="about">Where the scan stands: server, time, Entra Connect's containers, the tenant's users.</param>
/// <param name="coverage">Takes the coverage.</param>
/// <param name="blastRadius">Takes the blast radius; null when it is not wanted.</param>
internal sealed class DomainUserScan(
    IReadOnlyList<string> scopes,
    PermissionProfile profile,
    DomainPrivileges privileges,
    PasswordAges ages,
    ScanContext about,
    CoverageTally coverage,
    BlastRadiusTally? blastRadius)
{
    private readonly CoverageClassifier _classifier = new(profile, privileges.Token);
    private readonly OperationClassifier _operations = new(privileges.Token);
    private readonly UnknownMembership? _membership = privileges.TokenGaps is [var gap, ..] ? new(profile, privileges.Token, gap) : null;

    /// <summary>Scans the domain.</summary>
    /// <param name="connection">A connection to one of its domain controllers.</param>
    /// <param name="head">Distinguished name of its head.</param>
    /// <param name="onUser">Called for every user in scope; null when nobody listens.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    public async Task RunAsync(IDirectoryConnection connection, string head, Action<UserCoverage>? onUser, CancellationToken cancellationToken)
    {
        coverage.AddGaps(privileges.CoverageGaps);
        await foreach (var entry in connection.SearchAsync(ScannedUser.Search(head, ages.IsFineGrained), cancellationToken).ConfigureAwait(false))
        {
            about.OnRead?.Invoke();
            var user = ScannedUser.From(entry);
            blastRadius?.Add(user, privileges);
            if (!user.IsSynchronizable)
            {
                continue;
            }

            privileges.Values.Add(user);
            Judge(user, connection.Server, onUser);
        }

        coverage.AddGaps(privileges.Values.Gaps);
        blastRadius?.AddGaps(privileges.Values.AllGaps);
    }

    private void Judge(ScannedUser user, string server, Action<UserCoverage>? onUser)
    {
        var facts = Facts(user);
        var isRead = user.AccountControl is not null;
        var verdict = facts.Scope is null || isRead ? _classifier.Classify(facts) : new CoverageVerdict(CoverageReason.Unreadable, string.Empty);
        if (facts.Scope is null)
        {
            coverage.Add(user.Dn, user.Enabled, verdict);
            return;
        }

        var state = isRead ? new AccountState(user.Enabled, user.SmartCardOnly, user.PasswordLastSet, ages.Of(user)) : (AccountState?)null;
        var operations = _operations.Classify(facts, state, about.At);
        if (_membership is not null)
        {
            (verdict, operations) = _membership.Weigh(facts, state, about.At, verdict, operations);
        }

        coverage.Add(user.Dn, user.Enabled, verdict);
        coverage.Add(user.Enabled, verdict.Reason == CoverageReason.Covered, operations, about.IsInContainers(user.Dn), about.InTenant(user.Sid));
        onUser?.Invoke(new UserCoverage(user.Dn, user.Enabled, verdict.Reason, verdict.Where) { Operations = operations, Server = server, At = about.At });
    }

    private UserFacts Facts(ScannedUser user)
    {
        // The innermost scope counts: what is granted there reaches the user even where the outer one is cut off.
        var scope = scopes.Where(candidate => DistinguishedName.IsAtOrBelow(user.Dn, candidate)).MaxBy(candidate => candidate.Length);
        return new UserFacts(
            user.Dn,
            user.ObjectClass,
            user.Descriptor,
            user.Sid?.ToBytes() ?? [],
            user.AdminCount,
            privileges.FindProtected(user),
            scope,
            scope is null ? null : privileges.ProtectedDacls.Blocking(user.Dn, scope));
    }
}
