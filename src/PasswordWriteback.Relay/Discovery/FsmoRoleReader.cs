using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Visibility;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>
/// Reads who holds an operations master role: <c>fSMORoleOwner</c> of the object that stands for it (MS-ADTS 6.1.5.1 to 6.1.5.5), which
/// names the holder's NTDS Settings. A domain controller that was removed without giving its roles away leaves the name of a deleted object behind.
/// </summary>
internal static class FsmoRoleReader
{
    public const string Attribute = "fSMORoleOwner";

    /// <summary>The domain head names the object that hands out relative identifiers.</summary>
    public const string RidManager = "rIDManagerReference";

    private const string Mangled = "\n";
    private const string Conflict = "\nCNF:";

    /// <summary>The roles of the forest: objects that every domain controller holds.</summary>
    public static async Task<IReadOnlyList<FsmoRoleOwner>> OfForestAsync(
        IDirectoryConnection connection, string schema, string configuration, IReadOnlyList<ControllerReader.Controller> controllers, CancellationToken cancellationToken) =>
    [
        new(FsmoRole.SchemaMaster, Domain: null, Holder(await OwnerAsync(connection, schema, cancellationToken).ConfigureAwait(false), controllers)),
        new(FsmoRole.DomainNamingMaster, Domain: null, Holder(await OwnerAsync(connection, $"CN=Partitions,{configuration}", cancellationToken).ConfigureAwait(false), controllers)),
    ];

    /// <summary>The roles of a domain.</summary>
    public static IEnumerable<FsmoRoleOwner> OfDomain(string domain, DomainRoles roles, IReadOnlyList<ControllerReader.Controller> controllers) =>
    [
        new(FsmoRole.PdcEmulator, domain, Holder(roles.PdcEmulator, controllers)),
        new(FsmoRole.RidMaster, domain, Holder(roles.RidMaster, controllers)),
        new(FsmoRole.InfrastructureMaster, domain, Holder(roles.InfrastructureMaster, controllers)),
    ];

    /// <summary>What the objects of a domain say.</summary>
    /// <param name="connection">A domain controller of the domain.</param>
    /// <param name="head">The head, read with both attributes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<DomainRoles> ReadAsync(IDirectoryConnection connection, DirectoryEntry head, CancellationToken cancellationToken) => new(
        Owner(head, head.Dn),
        head.GetString(RidManager) is { } manager
            ? await OwnerAsync(connection, manager, cancellationToken).ConfigureAwait(false)
            : Hidden($"{RidManager} of {head.Dn}"),
        await OwnerAsync(connection, $"CN=Infrastructure,{head.Dn}", cancellationToken).ConfigureAwait(false));

    private static async Task<Reading<string>> OwnerAsync(IDirectoryConnection connection, string dn, CancellationToken cancellationToken)
    {
        try
        {
            return Owner(await connection.ReadAsync(dn, cancellationToken, Attribute).ConfigureAwait(false), dn);
        }
        catch (DirectoryException exception) when (!exception.ConcernsTheIdentity())
        {
            return exception.Fault == DirectoryFault.NoSuchObject ? Hidden($"{Attribute} of {dn}") : Reading.Unknown<string>(exception.Message);
        }
    }

    private static Reading<string> Owner(DirectoryEntry entry, string dn) =>
        entry.GetString(Attribute) is { } owner ? Reading.Known(owner) : Hidden($"{Attribute} of {dn}");

    // Each of these objects is always there, with its owner: what is not shown is hidden.
    private static Reading<string> Hidden(string attribute) =>
        Reading.Unknown<string>($"It is not shown {Unreadable.Words(attribute, Unreadable.ReadProperty, "this identity")}.");

    private static Reading<FsmoHolder> Holder(Reading<string> owner, IReadOnlyList<ControllerReader.Controller> controllers)
    {
        if (!owner.IsKnown)
        {
            return Reading.Unknown<FsmoHolder>(owner.UnknownReason);
        }

        var settings = owner.Value;
        if (controllers.FirstOrDefault(controller => DistinguishedName.Same(controller.SettingsDn, settings)) is { } holder)
        {
            return Reading.Known(new FsmoHolder(holder.HostName, settings, FsmoHolderState.Listed));
        }

        // CN=NTDS Settings\0ADEL:<guid>,CN=DC3\0ADEL:<guid>,CN=Servers,…: both keep their places, their names say what happened.
        string[] names = [DistinguishedName.FirstValue(settings), DistinguishedName.FirstValue(DistinguishedName.Parent(settings))];
        var server = names[1].Split(Mangled)[0];
        var state = names.All(name => !name.Contains(Mangled, StringComparison.Ordinal)) ? FsmoHolderState.NotListed
            : names.Any(name => name.Contains(Mangled, StringComparison.Ordinal) && !name.Contains(Conflict, StringComparison.Ordinal)) ? FsmoHolderState.Deleted
            : FsmoHolderState.LostConflict;
        return Reading.Known(new FsmoHolder(server.Length > 0 ? server : settings, settings, state));
    }

    /// <summary>What <c>fSMORoleOwner</c> of the three objects of a domain says.</summary>
    /// <param name="PdcEmulator">Of the head.</param>
    /// <param name="RidMaster">Of the RID manager.</param>
    /// <param name="InfrastructureMaster">Of the infrastructure object.</param>
    public sealed record DomainRoles(Reading<string> PdcEmulator, Reading<string> RidMaster, Reading<string> InfrastructureMaster)
    {
        /// <summary>All unknown for one reason.</summary>
        public static DomainRoles Unknown(string reason) =>
            new(Reading.Unknown<string>(reason), Reading.Unknown<string>(reason), Reading.Unknown<string>(reason));
    }
}
