using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect.Canary;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.EventLog;

/// <summary>Looks at the canary user on the domain controllers. Reads; never sees a password.</summary>
/// <param name="connector">Opens connections.</param>
/// <param name="forest">The forest.</param>
internal sealed class CanaryReader(IDirectoryConnector connector, DirectoryForest forest)
{
    private const int OthersAsked = 10;
    private static readonly string[] Attributes =
        ["pwdLastSet", "replPropertyMetaData", "userPrincipalName", "objectGUID", "mS-DS-ConsistencyGuid"];

    /// <summary>
    /// The user in every domain that has it, on its PDC emulator or, where that does not answer, on another domain controller.
    /// </summary>
    /// <param name="user">sAMAccountName or user principal name.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<(DirectoryDomain Domain, CanarySighting Sighting)>> FindAsync(string user, CancellationToken cancellationToken)
    {
        var found = new List<(DirectoryDomain, CanarySighting)>();
        foreach (var domain in forest.Domains)
        {
            foreach (var controller in Writable(domain).OrderByDescending(controller => controller.IsPdcEmulator).ThenBy(controller => connector.IsSilent(controller.HostName)).Take(1 + OthersAsked))
            {
                var (answered, sighting) = await LookAsync(domain, controller, user, cancellationToken).ConfigureAwait(false);
                if (sighting is not null)
                {
                    found.Add((domain, sighting));
                }

                if (answered)
                {
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>The user on the other writable domain controllers that answer; at most ten are asked.</summary>
    public async Task<IReadOnlyList<CanarySighting>> LookElsewhereAsync(
        DirectoryDomain domain, string user, string except, CancellationToken cancellationToken)
    {
        var sightings = new List<CanarySighting>();
        var others = Writable(domain).Where(controller => controller.HostName != except && !connector.IsSilent(controller.HostName));
        foreach (var controller in others.Take(OthersAsked))
        {
            if ((await LookAsync(domain, controller, user, cancellationToken).ConfigureAwait(false)).Sighting is { } sighting)
            {
                sightings.Add(sighting);
            }
        }

        return sightings;
    }

    private static IEnumerable<DomainController> Writable(DirectoryDomain domain) => domain.Controllers.Where(controller => !controller.IsReadOnly);

    private async Task<(bool Answered, CanarySighting? Sighting)> LookAsync(
        DirectoryDomain domain, DomainController controller, string user, CancellationToken cancellationToken)
    {
        var name = LdapFilter.Escape(user);
        var search = new DirectorySearch(
            domain.Dn, SearchDepth.Subtree, $"(&(objectClass=user)(|(sAMAccountName={name})(userPrincipalName={name})))", Attributes);
        try
        {
            var connection = await connector.ConnectAsync(controller.HostName, cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                await foreach (var entry in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
                {
                    return (true, Sighting(controller, entry));
                }
            }

            return (true, null);
        }
        catch (DirectoryException)
        {
            // Another domain controller may answer; that none of the PDC emulator's did is a gap of the proof.
            return (false, null);
        }
    }

    private CanarySighting Sighting(DomainController controller, DirectoryEntry entry)
    {
        var set = entry.GetInteger("pwdLastSet");
        var metadata = entry.GetBytes("replPropertyMetaData");
        byte[]?[] anchors = [entry.GetBytes("objectGUID"), entry.GetBytes("mS-DS-ConsistencyGuid")];
        return new CanarySighting(
            controller.HostName,
            controller.IsPdcEmulator,
            entry.GetString("userPrincipalName"),
            [.. anchors.OfType<byte[]>().Select(Convert.ToBase64String)],
            set > 0 ? DateTimeOffset.FromFileTime(set.Value).ToUniversalTime() : null,
            set == 0,
            Origin(metadata, PropertyMetadata.PwdLastSet),
            Origin(metadata, PropertyMetadata.UnicodePwd));
    }

    private WriteOrigin? Origin(byte[]? metadata, uint attribute)
    {
        try
        {
            if (metadata is null || PropertyMetadata.Find(metadata, attribute) is not { } stamp)
            {
                return null;
            }

            var controller = forest.Domains.SelectMany(domain => domain.Controllers).FirstOrDefault(controller => controller.InvocationId == stamp.InvocationId);
            return new WriteOrigin(controller?.HostName ?? stamp.InvocationId.ToString(), stamp.At, stamp.Version);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
