using System.DirectoryServices.Protocols;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>Translates searches and entries to and from the LDAP library.</summary>
internal static class SearchMapping
{
    public static SearchRequest ToRequest(DirectorySearch search, TimeSpan timeLimit)
    {
        var scope = search.Depth switch
        {
            SearchDepth.Base => SearchScope.Base,
            SearchDepth.OneLevel => SearchScope.OneLevel,
            _ => SearchScope.Subtree,
        };
        var request = new SearchRequest(search.BaseDn, search.Filter, scope, [.. search.Attributes]) { TimeLimit = timeLimit };
        if (search.Attributes.Contains("nTSecurityDescriptor", StringComparer.OrdinalIgnoreCase))
        {
            // Without the control the server also asks for the right to read the SACL, and returns nothing to others.
            var parts = search.OwnerAndGroup ? SecurityMasks.Dacl | SecurityMasks.Owner | SecurityMasks.Group : SecurityMasks.Dacl;
            request.Controls.Add(new SecurityDescriptorFlagControl(parts));
        }

        return request;
    }

    public static DirectoryEntry ToEntry(SearchResultEntry entry)
    {
        var attributes = new Dictionary<string, IReadOnlyList<byte[]>>(StringComparer.OrdinalIgnoreCase);
        foreach (DirectoryAttribute attribute in entry.Attributes.Values)
        {
            attributes[attribute.Name] = (byte[][])attribute.GetValues(typeof(byte[]));
        }

        return new DirectoryEntry(entry.DistinguishedName, attributes);
    }
}
