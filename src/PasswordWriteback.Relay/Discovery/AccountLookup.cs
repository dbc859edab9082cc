using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>A user account as the finder needs it.</summary>
internal sealed record FoundAccount(string Dn, string SamAccountName, Sid Sid, DirectoryDomain Domain, string? Description, bool Enabled)
{
    public string LogonName => $"{Domain.NetBiosName}\\{SamAccountName}";
}

/// <summary>Looks accounts up by what a person or Entra Connect calls them.</summary>
internal static class AccountLookup
{
    private const string Users = "(objectCategory=person)(objectClass=user)";
    private const long Disabled = 0x2;
    private static readonly string[] Attributes = ["sAMAccountName", "objectSid", "description", "userAccountControl"];

    /// <summary>Accounts called <paramref name="name"/>: SID, distinguished name, <c>DOMAIN\name</c> or logon name.</summary>
    public static async Task<IReadOnlyList<FoundAccount>> NamedAsync(
        IDirectoryConnector connector, DirectoryForest forest, string name, CancellationToken cancellationToken)
    {
        if (Sid.TryParse(name, out var sid))
        {
            var domains = forest.Domains.Where(domain => sid.DomainSid?.ToString() == domain.Sid);
            return await SearchAsync(connector, domains, $"(&{Users}(objectSid={LdapFilter.Escape(sid.Bytes)}))", cancellationToken).ConfigureAwait(false);
        }

        if (name.Contains('=', StringComparison.Ordinal))
        {
            var domain = forest.Domains.Where(item => DistinguishedName.IsAtOrBelow(name, item.Dn)).MaxBy(item => item.Dn.Length);
            var filter = $"(&{Users}(distinguishedName={LdapFilter.Escape(name)}))";
            return domain is null ? [] : await SearchAsync(connector, [domain], filter, cancellationToken).ConfigureAwait(false);
        }

        var slash = name.IndexOf('\\', StringComparison.Ordinal);
        var prefix = slash < 0 ? null : name[..slash];
        var where = forest.Domains.Where(domain => prefix is null
            || string.Equals(domain.NetBiosName, prefix, StringComparison.OrdinalIgnoreCase)
            || string.Equals(domain.DnsName, prefix, StringComparison.OrdinalIgnoreCase));
        return await SearchAsync(
            connector, where, $"(&{Users}(sAMAccountName={LdapFilter.Escape(name[(slash + 1)..])}))", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Groups and accounts called <paramref name="name"/>: SID, distinguished name or logon name. A SID needs no object to be found.</summary>
    public static async Task<IReadOnlyList<(Sid Sid, DirectoryDomain Domain)>> PrincipalsAsync(
        IDirectoryConnector connector, DirectoryForest forest, string name, CancellationToken cancellationToken)
    {
        if (Sid.TryParse(name, out var sid))
        {
            return [.. forest.Domains.Where(domain => sid.DomainSid is null || sid.DomainSid.ToString() == domain.Sid).Select(domain => (sid, domain))];
        }

        var attribute = name.Contains('=', StringComparison.Ordinal) ? "distinguishedName" : "sAMAccountName";
        var found = new List<(Sid, DirectoryDomain)>();
        foreach (var domain in forest.Domains)
        {
            var connection = await connector.ConnectToDomainAsync(domain, cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var search = new DirectorySearch(
                    domain.Dn, SearchDepth.Subtree, $"(&(|(objectClass=group)(objectClass=user))({attribute}={LdapFilter.Escape(name)}))", ["objectSid"]);
                var entries = await connection.ReadAllAsync(search, cancellationToken).ConfigureAwait(false);
                found.AddRange(entries.Where(entry => entry.GetBytes("objectSid") is not null).Select(entry => (Sid.Read(entry.GetBytes("objectSid")), domain)));
            }
        }

        return found;
    }

    /// <summary>Accounts that carry a name which Entra Connect gives, or one of these SIDs.</summary>
    public static async Task<IReadOnlyList<FoundAccount>> CandidatesAsync(
        IDirectoryConnection connection, DirectoryDomain domain, IEnumerable<Sid> sids, CancellationToken cancellationToken)
    {
        var named = string.Concat(sids.Select(sid => $"(objectSid={LdapFilter.Escape(sid.Bytes)})"));
        return await ReadAsync(
            connection, domain, $"(&{Users}(|(sAMAccountName=MSOL_*)(sAMAccountName=AAD_*){named}))", cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<FoundAccount>> SearchAsync(
        IDirectoryConnector connector, IEnumerable<DirectoryDomain> domains, string filter, CancellationToken cancellationToken)
    {
        var found = new List<FoundAccount>();
        foreach (var domain in domains)
        {
            var connection = await connector.ConnectToDomainAsync(domain, cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                found.AddRange(await ReadAsync(connection, domain, filter, cancellationToken).ConfigureAwait(false));
            }
        }

        return found;
    }

    private static async Task<IReadOnlyList<FoundAccount>> ReadAsync(
        IDirectoryConnection connection, DirectoryDomain domain, string filter, CancellationToken cancellationToken)
    {
        var entries = await connection.ReadAllAsync(
            new DirectorySearch(domain.Dn, SearchDepth.Subtree, filter, Attributes), cancellationToken).ConfigureAwait(false);
        return [.. entries
            .Where(entry => entry.GetBytes("objectSid") is not null)
            .Select(entry => new FoundAccount(
                entry.Dn,
                entry.GetString("sAMAccountName") ?? DistinguishedName.FirstValue(entry.Dn),
                Sid.Read(entry.GetBytes("objectSid")),
                domain,
                entry.GetString("description"),
                ((entry.GetInteger("userAccountControl") ?? 0) & Disabled) == 0))];
    }
}
