using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Policy;

/// <summary>Who a connection is for the domain controller at its other end.</summary>
public static class OwnIdentity
{
    /// <summary>The token of whoever asks; null where the server does not say. rootDSE tokenGroups: MS-ADTS 3.1.1.3.2.24; the first value is its own SID.</summary>
    public static async Task<AccessToken?> ReadTokenAsync(IDirectoryConnection connection, CancellationToken cancellationToken)
    {
        var root = await connection.ReadAsync(string.Empty, cancellationToken, "tokenGroups").ConfigureAwait(false);
        IReadOnlyList<Sid> sids = root.Attributes.TryGetValue("tokenGroups", out var token) ? [.. token.Select(sid => Sid.Read(sid))] : [];
        return sids.Count == 0 ? null : new AccessToken(sids[0], sids);
    }

    /// <summary>SID and <c>DOMAIN\name</c> of whoever asks; null where the server does not say who that is.</summary>
    public static async Task<(Sid Sid, string Name)?> ReadNameAsync(
        IDirectoryConnection connection, DirectoryForest forest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forest);
        if (await ReadTokenAsync(connection, cancellationToken).ConfigureAwait(false) is not { } token)
        {
            return null;
        }

        var home = forest.Domains.FirstOrDefault(domain => domain.Sid == token.Account.DomainSid?.ToString());
        if (home is null)
        {
            return (token.Account, token.Account.ToString());
        }

        var search = new DirectorySearch(home.Dn, SearchDepth.Subtree, $"(objectSid={LdapFilter.Escape(token.Account.Bytes)})", ["sAMAccountName"]);
        var found = await connection.ReadAllAsync(search, cancellationToken).ConfigureAwait(false);
        return (token.Account, found.Count == 1 && found[0].GetString("sAMAccountName") is { } name ? $@"{home.NetBiosName}\{name}" : token.Account.ToString());
    }
}
