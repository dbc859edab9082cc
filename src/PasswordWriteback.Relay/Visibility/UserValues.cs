using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Coverage;

namespace PasswordWriteback.Relay.Visibility;

/// <summary>
/// Counts the users of a scan whose values may be hidden: values that every user has and that were not returned, and values that
/// only some have and that the identity may not read.
/// </summary>
/// <param name="view">What the identity may see of the domain.</param>
/// <param name="domain">The domain.</param>
internal sealed class UserValues(DomainView view, DirectoryDomain domain)
{
    private static readonly RequestedRight ReadServicePrincipalName =
        RequestedRight.Read(AttributeGuids.ServicePrincipalName, PropertySets.PublicInformation, SchemaGuids.User);

    private static readonly RequestedRight ReadAdminCount = RequestedRight.Read(AttributeGuids.AdminCount, objectClass: SchemaGuids.User);

    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Users that hide a value which every user has, or adminCount: whether they are protected, disabled or gone from a group is not known.</summary>
    public IReadOnlyList<string> Gaps => [.. Sentences(attribute => attribute != "servicePrincipalName")];

    /// <summary>The same with servicePrincipalName: whether services run under them is not known.</summary>
    public IReadOnlyList<string> AllGaps => [.. Sentences(_ => true)];

    /// <summary>Looks at a user.</summary>
    public void Add(ScannedUser user)
    {
        foreach (var attribute in user.Missing)
        {
            Count(attribute);
        }

        // A descriptor that is not shown is counted by those who judge it.
        if (user.Descriptor is null)
        {
            return;
        }

        if (!user.HasServicePrincipalName && !view.MayRead(user.Descriptor, ReadServicePrincipalName))
        {
            Count("servicePrincipalName");
        }

        if (!user.AdminCount && !view.MayRead(user.Descriptor, ReadAdminCount))
        {
            Count("adminCount");
        }
    }

    private void Count(string attribute) => _counts[attribute] = _counts.GetValueOrDefault(attribute) + 1;

    private IEnumerable<string> Sentences(Func<string, bool> which) => _counts
        .Where(pair => which(pair.Key))
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => $"{pair.Value} users of {domain.DnsName} do not show {pair.Key} {Unreadable.Words(pair.Key, Unreadable.ReadProperty, view.Reader)}.");
}
