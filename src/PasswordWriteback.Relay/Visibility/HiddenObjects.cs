using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Visibility;

/// <summary>
/// Objects that an identity finds and whose values it may not read. Every search by class or account type passes over them, as if
/// they were not there: every object has a class and a category, every user and group a SID and an account type, and a filter takes a
/// value that may not be read for one that is absent (MS-ADTS 3.1.1.4.4).
/// </summary>
internal static class HiddenObjects
{
    /// <summary>What every object shows, or every user, computer and group, unless it is hidden.</summary>
    private const string WithoutIdentity =
        "(|(!(objectCategory=*))(!(objectClass=*))(&(|(objectClass=user)(objectClass=group))(|(!(objectSid=*))(!(sAMAccountType=*)))))";

    /// <summary>The attributes of which at least one is hidden, in words.</summary>
    public const string Attributes = "objectCategory, objectClass, objectSid or sAMAccountType";

    /// <summary>What of a domain never holds accounts: CN=System and CN=NTDS Quotas.</summary>
    public static IReadOnlyList<string> WithoutAccounts(string head) => [$"CN=System,{head}", $"CN=NTDS Quotas,{head}"];

    /// <summary>How many there are at or below an object, leaving out what never holds accounts.</summary>
    public static async Task<int> CountAsync(IDirectoryConnection connection, string top, string head, CancellationToken cancellationToken)
    {
        var apart = WithoutAccounts(head);
        var count = 0;
        var search = new DirectorySearch(top, SearchDepth.Subtree, WithoutIdentity, ["1.1"]);
        await foreach (var entry in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
        {
            count += apart.Any(place => DistinguishedName.IsAtOrBelow(entry.Dn, place)) ? 0 : 1;
        }

        return count;
    }
}
