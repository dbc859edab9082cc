using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>Finds out who is privileged in a domain: protected by AdminSDHolder, or of tier 0 without being protected.</summary>
internal static class PrivilegedPrincipals
{
    /// <summary>Groups that reach tier 0 and that AdminSDHolder does not protect, by relative identifier.</summary>
    private static readonly (uint Rid, string Name)[] DomainGroups =
    [
        (517, "Cert Publishers"),
        (WellKnownRids.GroupPolicyCreatorOwners, "Group Policy Creator Owners"),
        (526, "Key Admins"),
        (527, "Enterprise Key Admins"),
    ];

    /// <summary>The same, whose relative identifier differs per forest, by logon name.</summary>
    private static readonly string[] NamedGroups =
    [
        "DnsAdmins", "Exchange Trusted Subsystem", "Exchange Windows Permissions", "Organization Management", "ADSyncAdmins", "ADSyncOperators",
    ];

    /// <summary>Reads dSHeuristics; null when it is not set.</summary>
    public static async Task<string?> ReadHeuristicsAsync(IDirectoryConnection connection, string configurationDn, CancellationToken cancellationToken)
    {
        try
        {
            var service = await connection.ReadAsync(
                $"CN=Directory Service,CN=Windows NT,CN=Services,{configurationDn}", cancellationToken, "dSHeuristics").ConfigureAwait(false);
            return service.GetString("dSHeuristics");
        }
        catch (DirectoryException exception) when (exception.Fault == DirectoryFault.NoSuchObject)
        {
            return null;
        }
    }

    /// <summary>Adds the members of the groups that AdminSDHolder protects, those of the forest root included.</summary>
    public static async Task AddProtectedAsync(
        NestedMembers members, DirectoryForest forest, DirectoryDomain domain, string? heuristics, CancellationToken cancellationToken)
    {
        var root = forest.Domains.First(candidate => candidate.DnsName.Equals(forest.RootDnsName, StringComparison.OrdinalIgnoreCase));
        if (!Sid.TryParse(root.Sid, out var rootSid))
        {
            members.AddGap($"Who is in Schema Admins and Enterprise Admins is not known: the SID of {root.DnsName} is unknown.");
        }

        foreach (var principal in ProtectedGroups.Of(domain.RequireSid(), rootSid, heuristics))
        {
            await members.AddAsync(principal.Sid, principal.Name, domain, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Adds the groups (with their members) and accounts that an administrator counts as tier 0, wherever in the forest they are.</summary>
    public static async Task AddNamedAsync(
        NestedMembers members, IDirectoryConnector connector, DirectoryForest forest, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            var found = await AccountLookup.PrincipalsAsync(connector, forest, name, cancellationToken).ConfigureAwait(false);
            foreach (var (sid, domain) in found)
            {
                await members.AddAsync(sid, name, domain, cancellationToken).ConfigureAwait(false);
            }

            if (found.Count == 0)
            {
                members.AddGap($"Who is in '{name}' is not known: no group or account of that name was found.");
            }
        }
    }

    /// <summary>Adds the members of groups that reach tier 0 unprotected.</summary>
    public static async Task AddTierZeroAsync(
        NestedMembers members, IDirectoryConnection connection, DirectoryDomain domain, string? heuristics, CancellationToken cancellationToken)
    {
        var sid = domain.RequireSid();
        foreach (var (rid, name) in DomainGroups)
        {
            await members.AddAsync(sid.Append(rid), name, domain, cancellationToken).ConfigureAwait(false);
        }

        foreach (var group in ProtectedGroups.LeftOut(heuristics))
        {
            await members.AddAsync(group.Sid, group.Name, domain, cancellationToken).ConfigureAwait(false);
        }

        var names = string.Concat(NamedGroups.Select(name => $"(sAMAccountName={LdapFilter.Escape(name)})"));
        var search = new DirectorySearch(domain.Dn, SearchDepth.Subtree, $"(&(objectClass=group)(|{names}))", ["objectSid", "sAMAccountName"]);
        foreach (var group in await connection.ReadAllAsync(search, cancellationToken).ConfigureAwait(false))
        {
            if (group.GetBytes("objectSid") is { } found)
            {
                await members.AddAsync(Sid.Read(found), group.GetString("sAMAccountName") ?? group.Dn, domain, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
