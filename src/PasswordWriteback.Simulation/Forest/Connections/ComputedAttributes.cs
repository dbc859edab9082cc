using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.Passwords;
using PasswordWriteback.Simulation.Forest.Replication;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Connections;

/// <summary>Attributes that a domain controller computes when they are asked for (MS-ADTS 3.1.1.4.5) or keeps for itself.</summary>
internal static class ComputedAttributes
{
    private const int LockedOut = 0x10;
    private const int PasswordExpired = 0x80_0000;

    /// <summary>The values; empty when there are none, or the simulation does not serve the attribute.</summary>
    public static IReadOnlyList<byte[]> Read(
        ForestState forest, ControllerState controller, ObjectState entry, AccessToken token, string attribute) => attribute switch
    {
        "distinguishedName" => [LdapValue.Text(entry.Dn)],
        "objectGUID" => [entry.Id.ToByteArray()],
        "uSNCreated" => [LdapValue.Integer(entry.UsnCreated)],
        "uSNChanged" => [LdapValue.Integer(entry.Attributes.Values.Max(state => state.Stamp.LocalUsn))],
        "whenChanged" => [LdapValue.Time(entry.Attributes.Values.Max(state => state.Stamp.At))],
        "replPropertyMetaData" => [ReplicationMetadata.Write(entry)],
        "replUpToDateVector" => entry.Dn == entry.Partition ? [ReplicationMetadata.WriteCursors(controller)] : [],
        "msDs-masteredBy" => entry.Dn == entry.Partition && forest.DomainOf(entry.Dn) is { } held
            ? LdapValue.Texts(forest.Controllers.Where(other => other.Domain == held.DnsName && !other.ReadOnly).Select(other => other.SettingsDn))
            : [],
        "memberOf" => LdapValue.Texts(Membership.GroupsThatName(controller, entry.Dn).Select(group => group.Dn)),
        "tokenGroups" or "tokenGroupsNoGCAcceptable" => entry.Value("objectSid") is null
            ? []
            : [.. new TokenBuilder(forest).Groups(entry, controller).Select(sid => sid.ToBytes())],
        "tokenGroupsGlobalAndUniversal" => entry.Value("objectSid") is null
            ? []
            : [.. new TokenBuilder(forest).GlobalAndUniversalGroups(entry).Select(sid => sid.ToBytes())],
        "msDS-PSOApplied" => LdapValue.Texts(EffectivePasswordPolicy.PoliciesNaming(controller, entry.Dn).Select(policy => policy.Dn)),
        "msDS-ResultantPSO" => EffectivePasswordPolicy.ResultantPolicy(forest, controller, entry) is { } policy
            ? [LdapValue.Text(policy.Dn)]
            : [],
        "msDS-User-Account-Control-Computed" => [LdapValue.Integer(AccountControl(forest, controller, entry))],
        "msDS-isRODC" => entry.ClassName == "computer" ? [LdapValue.Boolean(entry.Integer("primaryGroupID") == 521)] : [],
        "sDRightsEffective" => [LdapValue.Integer(DescriptorRights(entry, token))],
        "canonicalName" => [LdapValue.Text(CanonicalName(entry))],
        _ => entry.Values(attribute),
    };

    private static int AccountControl(ForestState forest, ControllerState controller, ObjectState entry)
    {
        var policy = EffectivePasswordPolicy.Of(forest, controller, entry);
        var set = entry.Integer("pwdLastSet") ?? 0;
        var expired = set == 0
            || (policy.MaximumAge is { } maximum && DateTimeOffset.FromFileTime(set) + maximum < forest.Now);
        return (entry.Integer("lockoutTime") > 0 ? LockedOut : 0) | (expired ? PasswordExpired : 0);
    }

    private static int DescriptorRights(ObjectState entry, AccessToken token) =>
        (ObjectSecurity.Grants(entry, token, new RequestedRight(AccessMask.WriteOwner)) ? 3 : 0)
        | (ObjectSecurity.Grants(entry, token, new RequestedRight(AccessMask.WriteDacl)) ? 4 : 0);

    private static string CanonicalName(ObjectState entry)
    {
        var names = new List<string>();
        var dn = entry.Dn;
        while (dn.Length > 0 && DistinguishedName.Rdn(dn) is var (attribute, value)
            && !string.Equals(attribute, "DC", StringComparison.OrdinalIgnoreCase))
        {
            names.Insert(0, value);
            dn = DistinguishedName.Parent(dn);
        }

        var domain = dn.Replace("DC=", string.Empty, StringComparison.OrdinalIgnoreCase).Replace(',', '.');
        return $"{domain}/{string.Join('/', names)}";
    }
}
