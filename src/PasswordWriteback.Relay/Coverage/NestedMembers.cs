using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>
/// Everybody who is a member of given groups, nested to any depth and across the domains of the forest: computed from the
/// groups' own member lists, because adminCount outlives membership. Memory grows with the members, not with the directory.
/// </summary>
/// <param name="forest">The forest.</param>
/// <param name="connector">Opens the connections.</param>
/// <param name="bySid">
/// Whether members are to be found by their SIDs, too: those who are looked for come from another domain controller, where one who
/// was moved has another name than here. Costs a search by membership of each group, which a server may answer by reading every object.
/// </param>
internal sealed class NestedMembers(DirectoryForest forest, IDirectoryConnector connector, bool bySid = false) : IAsyncDisposable
{
    private static readonly string[] OfMember = ["objectClass", "objectSid", "member"];

    private readonly Dictionary<string, IDirectoryConnection> _connections = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _byDn = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Sid, string> _bySid = [];
    private readonly MemberVisibility _visibility = new();
    private readonly HashSet<string> _silent = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Sid, string> _everybody = [];
    private readonly List<string> _gaps = [];

    /// <summary>SIDs that every account shows when it signs in, or that nobody needs to sign in for (MS-DTYP 2.4.2.4).</summary>
    private static readonly Sid[] WhoeverAsks =
        [WellKnownSids.Everyone, WellKnownSids.AuthenticatedUsers, WellKnownSids.Network, WellKnownSids.ThisOrganization, WellKnownSids.Anonymous];

    /// <summary>SIDs that stand for every account and belong, with the name given to the outermost group. Accounts are not listed for them: it would be all.</summary>
    public IReadOnlyDictionary<Sid, string> Everybody => _everybody;

    private string Wanted => bySid ? "(objectClass=*)" : "(objectClass=group)";

    /// <summary>What could not be read, one sentence each. With gaps, whoever is not found is not known to be no member.</summary>
    public IReadOnlyList<string> Gaps => _gaps;

    /// <summary>Notes something else that could not be read.</summary>
    public void AddGap(string sentence)
    {
        if (!_gaps.Contains(sentence, StringComparer.Ordinal))
        {
            _gaps.Add(sentence);
        }
    }

    /// <summary>Why a user belongs: the name given to the outermost group; null when it does not.</summary>
    /// <param name="dn">The user.</param>
    /// <param name="sid">Its SID; null when not known.</param>
    /// <param name="primaryGroup">SID of its primary group, which does not list it as a member; null when not known.</param>
    public string? Find(string dn, Sid? sid, Sid? primaryGroup)
    {
        if (_byDn.TryGetValue(dn, out var name) || (sid is not null && _bySid.TryGetValue(sid, out name)))
        {
            return name;
        }

        return primaryGroup is not null ? _bySid.GetValueOrDefault(primaryGroup) : null;
    }

    /// <summary>Adds a group (or an account) and, for a group, everybody in it.</summary>
    /// <param name="principal">Its SID.</param>
    /// <param name="name">What to call it. A user that several groups hold keeps the name added first.</param>
    /// <param name="home">The domain whose BUILTIN group is meant; other SIDs are looked up where they belong.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AddAsync(Sid principal, string name, DirectoryDomain home, CancellationToken cancellationToken)
    {
        if (WhoeverAsks.Contains(principal))
        {
            _everybody.TryAdd(principal, name);
            return;
        }

        _bySid.TryAdd(principal, name);
        var domain = principal.DomainSid is { } owner
            ? forest.Domains.FirstOrDefault(candidate => candidate.Sid == owner.ToString())
            : home;
        if (domain is null)
        {
            // With every SID known it is of another forest, and no group there holds accounts of this one.
            var unknown = forest.Domains.Where(candidate => candidate.Sid.Length == 0).Select(candidate => candidate.DnsName).ToList();
            if (unknown.Count > 0)
            {
                AddGap($"Who is in {principal} ({name}) is not known: it may belong to {string.Join(" or ", unknown)}, whose SID is unknown.");
            }

            return;
        }

        var search = new DirectorySearch(
            domain.Dn, SearchDepth.Subtree, $"(&(objectClass=group)(objectSid={LdapFilter.Escape(principal.Bytes)}))", ["member"]);
        if (await ConnectAsync(domain, cancellationToken).ConfigureAwait(false) is not { } connection)
        {
            return;
        }

        var groups = await connection.ReadAllAsync(search, cancellationToken).ConfigureAwait(false);
        var open = new Queue<DirectoryEntry>(groups);
        while (open.TryDequeue(out var group))
        {
            foreach (var nested in await ExpandAsync(group, name, cancellationToken).ConfigureAwait(false))
            {
                open.Enqueue(nested);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<DirectoryEntry>> ExpandAsync(DirectoryEntry group, string name, CancellationToken cancellationToken)
    {
        var home = DomainOf(group.Dn);
        var connection = home is null ? null : await ConnectAsync(home, cancellationToken).ConfigureAwait(false);
        var listed = group.GetStrings("member");
        if (listed.Count == 0 && connection is not null
            && await _visibility.WhyUnknownAsync(connection, group.Dn, cancellationToken).ConfigureAwait(false) is { } why)
        {
            AddGap(why);
        }

        // Everyone and the like are members through a placeholder that is named by their SID: CN=S-1-5-11,CN=ForeignSecurityPrincipals,…
        foreach (var placeholder in listed.Where(member => member.StartsWith("CN=S-1-", StringComparison.OrdinalIgnoreCase)))
        {
            if (Sid.TryParse(DistinguishedName.FirstValue(placeholder), out var sid) && WhoeverAsks.Contains(sid))
            {
                _everybody.TryAdd(sid, name);
            }
        }

        var members = listed.Where(member => _byDn.TryAdd(member, name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var nested = new List<DirectoryEntry>();
        if (members.Count == 0)
        {
            return nested;
        }

        // Those of the same domain come with one search; members in other domains have no back link here and are read one by one.
        var found = new List<DirectoryEntry>();
        if (connection is not null)
        {
            var below = new DirectorySearch(home!.Dn, SearchDepth.Subtree, $"(&{Wanted}(memberOf={LdapFilter.Escape(group.Dn)}))", OfMember);
            found.AddRange((await connection.ReadAllAsync(below, cancellationToken).ConfigureAwait(false)).Where(entry => members.Contains(entry.Dn)));
        }

        foreach (var member in members.Where(member => DomainOf(member) is { } domain && domain != home))
        {
            if (await ConnectAsync(DomainOf(member)!, cancellationToken).ConfigureAwait(false) is { } other)
            {
                var search = new DirectorySearch(member, SearchDepth.Base, Wanted, OfMember);
                found.AddRange(await other.ReadAllAsync(search, cancellationToken).ConfigureAwait(false));
            }
        }

        foreach (var entry in found)
        {
            if (entry.GetBytes("objectSid") is { } sid)
            {
                _bySid.TryAdd(Sid.Read(sid), name);
            }
        }

        nested.AddRange(found.Where(entry => entry.GetStrings("objectClass").Contains("group", StringComparer.OrdinalIgnoreCase)));
        return nested;
    }

    private DirectoryDomain? DomainOf(string dn) => forest.Domains
        .Where(domain => DistinguishedName.IsAtOrBelow(dn, domain.Dn))
        .MaxBy(domain => domain.Dn.Length);

    // A domain that does not answer is a gap, asked once.
    private async Task<IDirectoryConnection?> ConnectAsync(DirectoryDomain domain, CancellationToken cancellationToken)
    {
        if (_connections.TryGetValue(domain.DnsName, out var open) || _silent.Contains(domain.DnsName))
        {
            return open;
        }

        try
        {
            return _connections[domain.DnsName] = await connector.ConnectToDomainAsync(domain, cancellationToken).ConfigureAwait(false);
        }
        catch (DirectoryException exception) when (!exception.ConcernsTheIdentity())
        {
            _silent.Add(domain.DnsName);
            AddGap($"Who is in groups of {domain.DnsName} is not known: {exception.Message}");
            return null;
        }
    }
}
