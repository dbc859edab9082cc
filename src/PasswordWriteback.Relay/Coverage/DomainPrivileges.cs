using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Visibility;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>What a scan of a domain's users is judged by: the account's token, who is privileged, and where inheritance stops.</summary>
internal sealed class DomainPrivileges : IAsyncDisposable
{
    private readonly Sid _domain;
    private readonly NestedMembers _protected;
    private readonly NestedMembers _tierZero;
    private readonly NestedMembers _control;
    private readonly NestedMembers _policyWriters;

    private DomainPrivileges(
        DirectoryDomain domain, AccessToken token, ProtectedDacls protectedDacls, DomainView view, DirectoryForest forest, IDirectoryConnector connector, bool bySid)
    {
        _domain = domain.RequireSid();
        Values = new UserValues(view, domain);
        Token = token;
        ProtectedDacls = protectedDacls;
        _protected = new NestedMembers(forest, connector, bySid);
        _tierZero = new NestedMembers(forest, connector, bySid);
        _control = new NestedMembers(forest, connector, bySid);
        _policyWriters = new NestedMembers(forest, connector, bySid);
    }

    /// <summary>What the connector account shows to a domain controller of the domain.</summary>
    public AccessToken Token { get; }

    /// <summary>What could not be read of the token, one sentence each: with gaps, a denial for a group may concern the account.</summary>
    public IReadOnlyList<string> TokenGaps { get; private init; } = [];

    /// <summary>Containers that inherit nothing.</summary>
    public ProtectedDacls ProtectedDacls { get; }

    /// <summary>What could not be read of who is privileged in the domain, one sentence each.</summary>
    public IReadOnlyList<string> Gaps { get; private set; } = [];

    /// <summary>What was left out of who is privileged because it is proven not to exist, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>What could not be read of who is in the domain, who is protected there, and what the connector account is a member of.</summary>
    public IReadOnlyList<string> CoverageGaps { get; private set; } = [];

    /// <summary>Counts the values of users that may be hidden.</summary>
    public UserValues Values { get; }

    /// <summary>Reads them from a domain controller of the domain.</summary>
    /// <param name="connector">Opens connections to other domains.</param>
    /// <param name="connection">A connection to the domain.</param>
    /// <param name="forest">The forest.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="token">The account's token there.</param>
    /// <param name="protectedDacls">Containers that inherit nothing.</param>
    /// <param name="view">What this identity may see of the domain.</param>
    /// <param name="tokenGaps">What could not be read of the token.</param>
    /// <param name="withBlastRadius">Whether tier 0 beyond AdminSDHolder is wanted, too.</param>
    /// <param name="tierZero">Groups and accounts that an administrator counts as tier 0, too.</param>
    /// <param name="bySid">Whether the users are read from another domain controller than their groups.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DomainPrivileges> ReadAsync(
        IDirectoryConnector connector,
        IDirectoryConnection connection,
        DirectoryForest forest,
        DirectoryDomain domain,
        AccessToken token,
        ProtectedDacls protectedDacls,
        DomainView view,
        IReadOnlyList<string> tokenGaps,
        bool withBlastRadius,
        IReadOnlyList<string> tierZero,
        bool bySid,
        CancellationToken cancellationToken)
    {
        var privileges = new DomainPrivileges(domain, token, protectedDacls, view, forest, connector, bySid) { TokenGaps = tokenGaps };
        try
        {
            var heuristics = await PrivilegedPrincipals.ReadHeuristicsAsync(connection, forest.ConfigurationDn, cancellationToken).ConfigureAwait(false);
            await PrivilegedPrincipals.AddProtectedAsync(privileges._protected, forest, domain, heuristics, cancellationToken).ConfigureAwait(false);
            privileges.CoverageGaps = [.. tokenGaps.Concat(view.Gaps).Concat(privileges._protected.Gaps).Distinct(StringComparer.Ordinal)];
            if (withBlastRadius)
            {
                await PrivilegedPrincipals.AddTierZeroAsync(privileges._tierZero, connection, domain, heuristics, cancellationToken).ConfigureAwait(false);
                await PrivilegedPrincipals.AddNamedAsync(privileges._tierZero, connector, forest, tierZero, cancellationToken).ConfigureAwait(false);
                await DirectoryControl.AddAsync(privileges._control, connection, domain, cancellationToken).ConfigureAwait(false);
                var notes = new List<string>();
                await new GroupPolicyWriters(connector, forest, privileges._policyWriters, notes).AddAsync(connection, domain, cancellationToken).ConfigureAwait(false);
                IEnumerable<string> gaps = [.. privileges._control.Gaps, .. privileges.CoverageGaps, .. privileges._tierZero.Gaps, .. privileges._policyWriters.Gaps];
                privileges.Gaps = [.. gaps.Distinct(StringComparer.Ordinal)];
                privileges.Notes = notes;
            }

            return privileges;
        }
        catch
        {
            await privileges.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The protected group that holds a user; null when none does.</summary>
    public string? FindProtected(ScannedUser user) => Find(_protected, user);

    /// <summary>The unprotected tier-0 group that holds a user; null when none does.</summary>
    public string? FindTierZero(ScannedUser user) => Find(_tierZero, user);

    /// <summary>The control over the directory that a user has; null when none.</summary>
    public string? FindControl(ScannedUser user) => Find(_control, user);

    /// <summary>What a user may write of the Group Policies of the domain's controllers; null when nothing.</summary>
    public string? FindPolicyWriter(ScannedUser user) => Find(_policyWriters, user);

    /// <summary>Privileges of every account at once, because Everyone, Authenticated Users or the like hold them: what of, who, why.</summary>
    public IEnumerable<(string Category, Sid Sid, string Why)> OfEverybody() =>
    [
        .. _protected.Everybody.Concat(_tierZero.Everybody).Select(item => (BlastCategories.TierZero, item.Key, $"is a member of {item.Value}")),
        .. _control.Everybody.Select(item => (BlastCategories.Control, item.Key, $"may {item.Value}")),
        .. _policyWriters.Everybody.Select(item => (BlastCategories.PolicyWriter, item.Key, $"may {item.Value}")),
    ];

    public async ValueTask DisposeAsync()
    {
        await _protected.DisposeAsync().ConfigureAwait(false);
        await _tierZero.DisposeAsync().ConfigureAwait(false);
        await _control.DisposeAsync().ConfigureAwait(false);
        await _policyWriters.DisposeAsync().ConfigureAwait(false);
    }

    private string? Find(NestedMembers members, ScannedUser user) =>
        members.Find(user.Dn, user.Sid, user.PrimaryGroup is { } rid ? (user.Sid?.DomainSid ?? _domain).Append(rid) : null);
}
