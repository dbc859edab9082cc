using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Policy;

namespace PasswordWriteback.Relay.GroupPolicy;

/// <summary>A Group Policy as the directory describes it.</summary>
/// <param name="Dn">Distinguished name.</param>
/// <param name="Name">Name that administrators see; the distinguished name where there is none.</param>
/// <param name="FilesPath">gPCFileSysPath: where its files lie.</param>
/// <param name="IsForComputers">Whether its computer part is on (MS-GPOL 2.2.3: bit 1 of flags turns it off).</param>
/// <param name="HasWmiFilter">Whether a WMI filter decides on each computer if it applies.</param>
/// <param name="Permissions">Its descriptor, which filters to whom it applies; null where it is not shown or damaged.</param>
/// <param name="ComputerVersion">Version of its computer part, the lower half of versionNumber (MS-GPOL 2.2.3); null where it is not shown.</param>
public sealed record GroupPolicyObject(
    string Dn, string Name, string? FilesPath, bool IsForComputers, bool HasWmiFilter, SecurityDescriptor? Permissions, int? ComputerVersion = null)
{
    /// <summary>Whether nobody ever wrote its computer part: version 0, which no computer applies (MS-GPOL 3.2.5.1.6).</summary>
    public bool IsEmptyForComputers => ComputerVersion == 0;
}

/// <summary>Reads Group Policies and their links from the directory.</summary>
/// <param name="connection">A domain controller of the domain whose policies are read.</param>
public sealed class GroupPolicyReader(IDirectoryConnection connection)
{
    private const int ComputerPartOff = 2;
    private const int ComputerHalf = 0xFFFF;
    private AccessToken? _self;
    private bool _selfRead;

    /// <summary>Reads the links of a site, a domain or an organizational unit; of any other container there are none.</summary>
    /// <exception cref="DirectoryException">It cannot be read.</exception>
    /// <exception cref="GroupPolicyFormatException">Its gPLink is damaged: then none of its links is used.</exception>
    public async Task<LinkedContainer> ReadContainerAsync(string dn, CancellationToken cancellationToken)
    {
        var entry = await connection.ReadAsync(dn, cancellationToken, "gPLink", "gPOptions").ConfigureAwait(false);
        var links = entry.GetString("gPLink");
        return new LinkedContainer(
            dn,
            GroupPolicyLink.Parse(links),
            (entry.GetInteger("gPOptions") & 1) == 1,
            links is not null || await MayReadLinksAsync(dn, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reads a policy; null when it does not exist (a link may outlive it) or may not be seen.</summary>
    /// <exception cref="DirectoryException">The server did not answer.</exception>
    public async Task<GroupPolicyObject?> ReadAsync(string dn, CancellationToken cancellationToken)
    {
        try
        {
            var search = DirectorySearch.Object(dn, "displayName", "gPCFileSysPath", "flags", "versionNumber", "gPCWQLFilter", "nTSecurityDescriptor") with { OwnerAndGroup = true };
            if (await connection.ReadAllAsync(search, cancellationToken).ConfigureAwait(false) is not [var entry])
            {
                return null;
            }

            return new GroupPolicyObject(
                dn,
                entry.GetString("displayName") ?? dn,
                entry.GetString("gPCFileSysPath"),
                ((entry.GetInteger("flags") ?? 0) & ComputerPartOff) == 0,
                !string.IsNullOrWhiteSpace(entry.GetString("gPCWQLFilter")),
                Descriptor(entry),
                entry.GetInteger("versionNumber") is { } version ? (int)(version & ComputerHalf) : null);
        }
        catch (DirectoryException absent) when (absent.Fault is DirectoryFault.NoSuchObject or DirectoryFault.AccessDenied)
        {
            return null;
        }
    }

    // Nothing linked and not allowed to look are the same answer: only the own right tells them apart.
    private async Task<bool> MayReadLinksAsync(string dn, CancellationToken cancellationToken)
    {
        if (!_selfRead)
        {
            _self = await OwnIdentity.ReadTokenAsync(connection, cancellationToken).ConfigureAwait(false);
            _selfRead = true;
        }

        var search = DirectorySearch.Object(dn, "nTSecurityDescriptor") with { OwnerAndGroup = true };
        return _self is not null
            && await connection.ReadAllAsync(search, cancellationToken).ConfigureAwait(false) is [var entry]
            && Descriptor(entry) is { } descriptor
            && AccessEvaluator.Evaluate(descriptor, _self, RequestedRight.Read(AttributeGuids.GpLink)).IsGranted;
    }

    private static SecurityDescriptor? Descriptor(DirectoryEntry entry)
    {
        try
        {
            return entry.GetBytes("nTSecurityDescriptor") is { } bytes ? SecurityDescriptor.Parse(bytes) : null;
        }
        catch (DescriptorFormatException)
        {
            return null;
        }
    }
}
