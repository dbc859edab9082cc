using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.Replication;
using PasswordWriteback.Simulation.Forest.Schema;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Building;

/// <summary>A forest while it is being built: creates objects as a domain controller would.</summary>
internal sealed class ForestDraft
{
    private const int WritableObject = 4;
    private const int WritableHead = 5;

    public ForestDraft(ForestState state)
    {
        State = state;
        Replicator = new Replicator(state);
        Writer = new OriginatingWriter(state, Replicator);
    }

    public ForestState State { get; }

    public Replicator Replicator { get; }

    public OriginatingWriter Writer { get; }

    /// <summary>Creates an object on the domain's PDC emulator, with its class's default permissions and what it inherits.</summary>
    /// <param name="domain">The domain whose accounts own it.</param>
    /// <param name="partition">The naming context.</param>
    /// <param name="dn">Its name.</param>
    /// <param name="className">Its class.</param>
    /// <param name="attributes">Attributes besides those that every object has.</param>
    /// <param name="sddl">SDDL of a DACL in place of the class's default.</param>
    public ObjectState Create(
        DomainState domain,
        string partition,
        string dn,
        string className,
        IEnumerable<(string Name, IReadOnlyList<byte[]> Values)>? attributes = null,
        string? sddl = null)
    {
        var controller = State.PdcEmulator(domain);
        var type = ForestSchema.Class(className);
        var entry = new ObjectState { Id = NewGuid(), Dn = dn, Partition = partition, ClassName = type.Name };
        var owner = Sid.Parse(domain.Sid).Append(WellKnownRids.DomainAdmins);
        var own = Parse($"O:{owner}G:{owner}{sddl ?? type.DefaultDescriptor}", domain);
        var isHead = dn == partition;
        var values = new Dictionary<string, IReadOnlyList<byte[]>>(StringComparer.OrdinalIgnoreCase)
        {
            ["objectClass"] = LdapValue.Texts(type.Chain),
            ["objectCategory"] = [LdapValue.Text($"CN={type.Category},{State.SchemaDn()}")],
            ["instanceType"] = [LdapValue.Integer(isHead ? WritableHead : WritableObject)],
            ["whenCreated"] = [LdapValue.Time(State.Now)],
            ["name"] = [LdapValue.Text(DistinguishedName.Rdn(dn).Value)],
            [type.RdnAttribute] = [LdapValue.Text(DistinguishedName.Rdn(dn).Value)],
            [ObjectSecurity.Attribute] = [ObjectSecurity.Inherit(controller, entry, own.ToBytes())],
        };
        foreach (var (name, value) in attributes ?? [])
        {
            values[ForestSchema.Attribute(name).Name] = value;
        }

        Writer.Create(controller, entry, values);
        return entry;
    }

    /// <summary>Adds ACEs to an object's explicit ones.</summary>
    /// <param name="dn">The object.</param>
    /// <param name="sddl">SDDL of a DACL with the ACEs, for example <c>D:(A;;WD;;;S-1-5-…)</c>.</param>
    public void AddAces(string dn, string sddl)
    {
        var domain = State.DomainOf(dn) ?? State.Domains[0];
        var added = Parse(sddl, domain).ExplicitAces;
        Rewrite(domain, dn, before => before.WithDacl(added.Aggregate(before.Dacl!, (dacl, ace) => dacl.InsertCanonical(ace))));
    }

    /// <summary>Takes away explicit ACEs.</summary>
    public void RemoveAces(string dn, Func<Ace, bool> which) => Rewrite(
        State.DomainOf(dn) ?? State.Domains[0],
        dn,
        before => before.WithDacl(new Acl(before.Dacl!.Aces.Where(ace => ace.IsInherited || !which(ace)))));

    /// <summary>Turns inheritance off and puts <paramref name="sddl"/> in place of all that was there.</summary>
    public void Protect(string dn, string sddl)
    {
        var domain = State.DomainOf(dn) ?? State.Domains[0];
        Rewrite(domain, dn, before => new SecurityDescriptor(
            before.Control | DescriptorControl.DaclProtected,
            before.Owner,
            before.Group,
            Parse(sddl, domain).Dacl));
    }

    /// <summary>Appends to the members of a group.</summary>
    public void AddMember(ObjectState group, string memberDn) => Writer.Modify(
        State.PdcEmulator(State.DomainOf(group.Dn)!), group, ("member", [.. group.Values("member"), LdapValue.Text(memberDn)]));

    /// <summary>The next object GUID: the same forest has the same ones each time it is built (SplitMix64).</summary>
    public Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, NextRandom());
        BitConverter.TryWriteBytes(bytes[8..], NextRandom());
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }

    private ulong NextRandom()
    {
        State.Seed += 0x9E37_79B9_7F4A_7C15;
        var mixed = State.Seed;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }

    private SecurityDescriptor Parse(string sddl, DomainState domain) =>
        SddlParser.Parse(sddl, new SddlDomain(Sid.Parse(domain.Sid), Sid.Parse(State.Domains[0].Sid)));

    private void Rewrite(DomainState domain, string dn, Func<SecurityDescriptor, SecurityDescriptor> change)
    {
        var controller = State.PdcEmulator(domain);
        var entry = controller.Find(dn) ?? throw new ArgumentException($"The forest has no object {dn}.", nameof(dn));
        var changed = ObjectSecurity.Inherit(controller, entry, change(ObjectSecurity.Of(entry)).ToBytes());
        Writer.Modify(controller, entry, (ObjectSecurity.Attribute, [changed]));
    }
}
