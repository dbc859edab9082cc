using PasswordWriteback.Core.ActiveDirectory.Topology;

namespace PasswordWriteback.Core.EntraConnect;

/// <summary>
/// The containers of a forest that Entra Connect synchronizes. The wizard keeps two lists, what is ticked and what is not: the nearest
/// entry at or above an object decides, so a unit that is left out below a container that is taken takes its objects out again.
/// </summary>
/// <param name="Included">Distinguished names that are synchronized.</param>
/// <param name="Excluded">Distinguished names that are left out.</param>
public sealed record SynchronizedContainers(IReadOnlyList<string> Included, IReadOnlyList<string> Excluded)
{
    /// <summary>Those of a forest, or why they are not known.</summary>
    /// <param name="connect">Entra Connect as it was read; null: it was not.</param>
    /// <param name="forest">DNS name of the forest.</param>
    public static Reading<SynchronizedContainers> Of(ConnectReading? connect, string forest)
    {
        if (connect is null)
        {
            return Reading.Unknown<SynchronizedContainers>("Entra Connect's configuration was not read here, so its containers are not known.");
        }

        var connectors = connect.Connectors.Where(connector => connector.Forest.Equals(forest, StringComparison.OrdinalIgnoreCase)).ToList();
        return connectors.Count == 0
            ? Reading.Unknown<SynchronizedContainers>($"Entra Connect on {connect.ServerName} has no connector for {forest}.")
            : connectors.Any(connector => connector.Containers.Count == 0 || connector.ExcludedContainers is null)
                ? Reading.Unknown<SynchronizedContainers>($"Entra Connect on {connect.ServerName} did not say which containers of {forest} it takes and which it leaves out.")
                : Reading.Known(new SynchronizedContainers(
                    [.. connectors.SelectMany(connector => connector.Containers)], [.. connectors.SelectMany(connector => connector.ExcludedContainers!)]));
    }

    /// <summary>Whether an object is synchronized, as far as its place decides it. Filters by attribute or group do not count.</summary>
    /// <param name="dn">Its distinguished name.</param>
    public bool Holds(string dn) => Nearest(Included, dn) is var included and > 0 && included > Nearest(Excluded, dn);

    // Ancestors of one object: the longer name is the nearer.
    private static int Nearest(IReadOnlyList<string> containers, string dn)
    {
        var nearest = 0;
        foreach (var container in containers)
        {
            if (container.Length > nearest && DistinguishedName.IsAtOrBelow(dn, container))
            {
                nearest = container.Length;
            }
        }

        return nearest;
    }
}
