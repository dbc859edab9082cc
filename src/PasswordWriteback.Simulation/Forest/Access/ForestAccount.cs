using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Access;

/// <summary>Finds the account that a name means: <c>DOMAIN\name</c>, <c>name@domain</c> or a distinguished name.</summary>
internal static class ForestAccount
{
    /// <summary>The account on its domain's PDC emulator, or null.</summary>
    public static ObjectState? Find(ForestState forest, string name)
    {
        if (name.Contains('=', StringComparison.Ordinal))
        {
            return forest.DomainOf(name) is { } domain ? forest.PdcEmulator(domain).Find(name) : null;
        }

        var (left, right) = name.Split('\\', 2) is [var netBios, var sam] ? (netBios, sam)
            : name.Split('@', 2) is [var user, var dns] ? (dns, user)
            : (string.Empty, name);
        return forest.Domains
            .Where(domain => left.Length == 0 || Is(left, domain.NetBiosName) || Is(left, domain.DnsName))
            .Select(domain => forest.PdcEmulator(domain).Objects.Values
                .FirstOrDefault(entry => Is(entry.Text("sAMAccountName"), right)))
            .FirstOrDefault(found => found is not null);
    }

    private static bool Is(string? left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
