namespace PasswordWriteback.Simulation.Forest.State;

/// <summary>Finds things in a forest's state.</summary>
internal static class ForestLookup
{
    /// <summary>A domain controller by host name, or null.</summary>
    public static ControllerState? FindController(this ForestState forest, string hostName) =>
        forest.Controllers.Find(controller => string.Equals(controller.HostName, hostName, StringComparison.OrdinalIgnoreCase));

    /// <summary>A domain controller by host name.</summary>
    /// <exception cref="ArgumentException">The forest has none of that name.</exception>
    public static ControllerState Controller(this ForestState forest, string hostName) => forest.FindController(hostName)
        ?? throw new ArgumentException($"The forest has no domain controller '{hostName}'.", nameof(hostName));

    /// <summary>A domain by DNS name.</summary>
    /// <exception cref="ArgumentException">The forest has none of that name.</exception>
    public static DomainState Domain(this ForestState forest, string dnsName) =>
        forest.Domains.Find(domain => string.Equals(domain.DnsName, dnsName, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"The forest has no domain '{dnsName}'.", nameof(dnsName));

    /// <summary>The domain whose naming context holds the object, or null: configuration, schema, or another forest.</summary>
    public static DomainState? DomainOf(this ForestState forest, string dn)
    {
        var key = DistinguishedName.Key(dn);
        return DistinguishedName.IsWithin(key, DistinguishedName.Key(forest.ConfigurationDn()))
            ? null
            : forest.Domains
                .Where(domain => DistinguishedName.IsWithin(key, DistinguishedName.Key(domain.Dn)))
                .MaxBy(domain => domain.Dn.Length);
    }

    /// <summary>The domain controller with the PDC emulator role.</summary>
    public static ControllerState PdcEmulator(this ForestState forest, DomainState domain) => forest.Controller(domain.PdcEmulator);

    /// <summary>Distinguished name of the configuration partition.</summary>
    public static string ConfigurationDn(this ForestState forest) =>
        $"CN=Configuration,{DistinguishedName.FromDnsName(forest.RootDnsName)}";

    /// <summary>Distinguished name of the schema partition.</summary>
    public static string SchemaDn(this ForestState forest) => $"CN=Schema,{forest.ConfigurationDn()}";

    /// <summary>An object on a domain controller, or null.</summary>
    public static ObjectState? Find(this ControllerState controller, string dn) =>
        controller.Objects.GetValueOrDefault(DistinguishedName.Key(dn));

    /// <summary>Whether the domain controller holds a naming context.</summary>
    public static bool Holds(this ControllerState controller, string partition) => 
        controller.Partitions.Contains(partition, StringComparer.OrdinalIgnoreCase);

    /// <summary>The first value of an attribute as stored, or null.</summary>
    public static byte[]? Value(this ObjectState entry, string attribute) =>
        entry.Attributes.TryGetValue(attribute, out var state) && state.Values.Count > 0 ? state.Values[0] : null;

    /// <summary>The values of an attribute as stored.</summary>
    public static IReadOnlyList<byte[]> Values(this ObjectState entry, string attribute) =>
        entry.Attributes.TryGetValue(attribute, out var state) ? state.Values : [];

    /// <summary>The first value as text, or null.</summary>
    public static string? Text(this ObjectState entry, string attribute) =>
        entry.Value(attribute) is { } value ? LdapValue.ToText(value) : null;

    /// <summary>The first value as an integer, or null.</summary>
    public static long? Integer(this ObjectState entry, string attribute) =>
        entry.Value(attribute) is { } value ? LdapValue.ToInteger(value) : null;
}
