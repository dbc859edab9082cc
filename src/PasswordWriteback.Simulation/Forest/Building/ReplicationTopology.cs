using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Building;

/// <summary>A link between two sites and how often it replicates.</summary>
internal sealed record SiteLinkPlan(string SiteA, string SiteB, TimeSpan Interval, int OpenHours);

/// <summary>Makes the replication connections: everyone with everyone in a site, bridgeheads between sites (MS-ADTS 6.2.2).</summary>
internal static class ReplicationTopology
{
    /// <summary>Connects the domain controllers.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="siteLinks">Links between sites.</param>
    /// <param name="notifyDelay">How long after a change a controller notifies its partners in the site.</param>
    public static void Connect(ForestState forest, IReadOnlyList<SiteLinkPlan> siteLinks, TimeSpan notifyDelay)
    {
        foreach (var site in forest.Controllers.GroupBy(controller => controller.Site, StringComparer.OrdinalIgnoreCase))
        {
            foreach (var (from, to) in site.SelectMany(from => site.Select(to => (from, to))))
            {
                Link(forest, from, to, notifyDelay, scheduled: false);
            }
        }

        foreach (var plan in siteLinks)
        {
            foreach (var (one, other) in Bridgeheads(forest, plan))
            {
                Link(forest, one, other, plan.Interval, scheduled: true, plan.OpenHours);
                Link(forest, other, one, plan.Interval, scheduled: true, plan.OpenHours);
            }
        }
    }

    /// <summary>One pair for each domain that both sites hold; when they share none, one pair for the configuration partition.</summary>
    private static List<(ControllerState One, ControllerState Other)> Bridgeheads(ForestState forest, SiteLinkPlan plan)
    {
        var here = Of(plan.SiteA);
        var there = Of(plan.SiteB);
        if (here.Count == 0 || there.Count == 0)
        {
            throw new ArgumentException($"A site link names {plan.SiteA} and {plan.SiteB}, but one of them has no domain controller.", nameof(plan));
        }

        List<(ControllerState, ControllerState)> pairs = [.. here
            .Join(there, one => one.Domain, other => other.Domain, (one, other) => (one, other))
            .DistinctBy(pair => pair.one.Domain)];
        return pairs.Count > 0 ? pairs : [(here[0], there[0])];

        List<ControllerState> Of(string site) => [.. forest.Controllers
            .Where(controller => string.Equals(controller.Site, site, StringComparison.OrdinalIgnoreCase))
            .OrderBy(controller => controller.ReadOnly)];
    }

    private static void Link(ForestState forest, ControllerState from, ControllerState to, TimeSpan delay, bool scheduled, int openHours = 0)
    {
        if (from != to && !from.ReadOnly)
        {
            forest.Links.Add(new ReplicationLink { From = from.HostName, To = to.HostName, Delay = delay, Scheduled = scheduled, OpenHours = openHours });
        }
    }
}
