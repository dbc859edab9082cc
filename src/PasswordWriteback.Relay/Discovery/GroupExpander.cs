using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>Finds the security groups of one domain that hold given members, nested to any depth.</summary>
internal static class GroupExpander
{
    private const int MembersPerSearch = 40;
    private const long SecurityEnabled = 0x8000_0000;

    public sealed record Group(string Dn, Sid Sid);

    public static async Task<IReadOnlyList<Group>> ExpandAsync(
        IDirectoryConnection connection, string head, IEnumerable<string> members, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Group>(StringComparer.OrdinalIgnoreCase);
        List<string> frontier = [.. members.Distinct(StringComparer.OrdinalIgnoreCase)];
        while (frontier.Count > 0)
        {
            var next = new List<string>();
            foreach (var chunk in frontier.Chunk(MembersPerSearch))
            {
                var filter = $"(&(objectClass=group)(|{string.Concat(chunk.Select(dn => $"(member={LdapFilter.Escape(dn)})"))}))";
                var search = new DirectorySearch(head, SearchDepth.Subtree, filter, ["objectSid", "groupType"]);
                await foreach (var entry in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
                {
                    if (entry.GetBytes("objectSid") is { } sid
                        && (entry.GetInteger("groupType") is not { } type || (type & SecurityEnabled) != 0)
                        && found.TryAdd(entry.Dn, new Group(entry.Dn, Sid.Read(sid))))
                    {
                        next.Add(entry.Dn);
                    }
                }
            }

            frontier = next;
        }

        return [.. found.Values];
    }

    /// <summary>The placeholders through which Everyone and Authenticated Users are members of groups of a domain.</summary>
    public static IEnumerable<string> WellKnownMembers(DirectoryDomain domain) =>
        TokenBuilder.EveryToken.Select(sid => $"CN={sid},CN=ForeignSecurityPrincipals,{domain.Dn}");
}
