using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.GroupPolicy;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Visibility;

namespace PasswordWriteback.Relay.Policy;

/// <summary>
/// Measures what the relay's own identity may write where many accounts are governed: on domain heads, AdminSDHolder, the Group
/// Policies linked at the heads, organizational units and containers. Single users, groups and computers, and the files of Group
/// Policies (SYSVOL) are not measured.
/// </summary>
/// <param name="connector">Opens the connections, as the identity that is measured.</param>
public sealed class OwnRightsReader(IDirectoryConnector connector)
{
    /// <summary>Measures. What cannot be read is said, and is never taken for a right that is not there.</summary>
    public async Task<(IReadOnlyList<OwnRight> Rights, IReadOnlyList<string> Unread)> ReadAsync(
        DirectoryForest forest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forest);
        var rights = new List<OwnRight>();
        var unread = new List<string>();
        foreach (var domain in forest.Domains)
        {
            try
            {
                var connection = await connector.ConnectToDomainAsync(domain, cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    await ReadAsync(connection, domain, rights, unread, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (DirectoryException silent) when (!silent.ConcernsTheIdentity())
            {
                unread.Add($"What the relay may write in {domain.DnsName} is not known: {silent.Message}");
            }
        }

        return (rights, unread);
    }

    private static async Task ReadAsync(
        IDirectoryConnection connection, DirectoryDomain domain, List<OwnRight> rights, List<string> unread, CancellationToken cancellationToken)
    {
        if (await OwnIdentity.ReadTokenAsync(connection, cancellationToken).ConfigureAwait(false) is not { } token)
        {
            unread.Add($"What the relay may write in {domain.DnsName} is not known: {connection.Server} does not say which groups this identity is in.");
            return;
        }

        var (head, links) = await MeasureAsync(connection, domain.Dn, token, rights, unread, cancellationToken).ConfigureAwait(false);
        if (links is null && (head is null || !AccessEvaluator.Evaluate(head, token, RequestedRight.Read(AttributeGuids.GpLink, objectClass: SchemaGuids.DomainDns)).IsGranted))
        {
            unread.Add($"Which Group Policies are linked at {domain.Dn} is not shown to this identity.");
        }

        foreach (var dn in new[] { $"CN=AdminSDHolder,CN=System,{domain.Dn}" }.Concat(Policies(domain.Dn, links, unread)))
        {
            await MeasureAsync(connection, dn, token, rights, unread, cancellationToken).ConfigureAwait(false);
        }

        await new OwnRightsOnUnits(domain, token).MeasureAsync(connection, rights, unread, cancellationToken).ConfigureAwait(false);
    }

    // Disabled links count: whoever may write the policy waits for its link.
    private static IEnumerable<string> Policies(string head, string? links, List<string> unread)
    {
        try
        {
            return GroupPolicyLink.Parse(links).Select(link => link.PolicyDn).Distinct(StringComparer.OrdinalIgnoreCase);
        }
        catch (GroupPolicyFormatException damaged)
        {
            unread.Add($"Which Group Policies are linked at {head} is not known: {damaged.Message}");
            return [];
        }
    }

    private static async Task<(SecurityDescriptor? Descriptor, string? Links)> MeasureAsync(
        IDirectoryConnection connection, string dn, AccessToken token, List<OwnRight> rights, List<string> unread, CancellationToken cancellationToken)
    {
        try
        {
            var search = DirectorySearch.Object(dn, "nTSecurityDescriptor", "gPLink") with { OwnerAndGroup = true };
            var entries = await connection.ReadAllAsync(search, cancellationToken).ConfigureAwait(false);
            if (entries is not [var entry] || entry.GetBytes("nTSecurityDescriptor") is not { } bytes)
            {
                unread.Add($"What the relay may write on {dn} is not known: its permissions are not shown to this identity.");
                return (null, entries is [var closed] ? closed.GetString("gPLink") : null);
            }

            var descriptor = SecurityDescriptor.Parse(bytes);
            if (WriteRights.Of(descriptor, token) is { Count: > 0 } found)
            {
                rights.Add(new OwnRight(dn, string.Join("; ", found)));
            }

            return (descriptor, entry.GetString("gPLink"));
        }
        catch (Exception failure) when (failure is DescriptorFormatException or DirectoryException { Fault: DirectoryFault.AccessDenied or DirectoryFault.NoSuchObject })
        {
            // A link may outlive its policy: on what is proven not to exist nobody writes.
            if (failure is not DirectoryException { Fault: DirectoryFault.NoSuchObject } || !await Absence.IsProvenAsync(connection, dn, cancellationToken).ConfigureAwait(false))
            {
                unread.Add($"What the relay may write on {dn} is not known: {failure.Message}");
            }

            return (null, null);
        }
    }
}
