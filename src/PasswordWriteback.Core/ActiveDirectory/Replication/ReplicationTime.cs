using PasswordWriteback.Core.ActiveDirectory.Topology;

namespace PasswordWriteback.Core.ActiveDirectory.Replication;

/// <summary>How long a change may take between sites, and how long a run therefore waits: never less than 4 hours, never more than 7 days.</summary>
public static class ReplicationTime
{
    /// <summary>The shortest wait: within a site a change takes seconds, but a domain controller may be restarting.</summary>
    public static readonly TimeSpan ShortestDeadline = TimeSpan.FromHours(4);

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(7);

    /// <summary>The wait where the way between two sites is not known.</summary>
    public static readonly TimeSpan UsualDeadline = TimeSpan.FromDays(1);

    /// <summary>
    /// How long to wait for domain controllers: twice the longest time that replication may take to one of them from the PDC
    /// emulator of its domain, because a link may fail once.
    /// </summary>
    /// <param name="forest">The forest with its site links.</param>
    /// <param name="controllers">The domain controllers that are waited for.</param>
    public static TimeSpan Deadline(DirectoryForest forest, IEnumerable<ControllerConfirmation> controllers)
    {
        ArgumentNullException.ThrowIfNull(forest);
        ArgumentNullException.ThrowIfNull(controllers);
        if (forest.SiteLinks is not { } links)
        {
            return UsualDeadline;
        }

        var longest = ShortestDeadline;
        foreach (var fromHere in controllers.GroupBy(controller => SiteOfPdc(forest, controller.Domain), controller => controller.Site, StringComparer.OrdinalIgnoreCase))
        {
            // Once for all sites that are reached from here: a forest of hundreds of sites is judged at each confirmation.
            var ways = fromHere.Key is { } from ? From(links, from) : [];
            foreach (var to in fromHere)
            {
                var wait = ways.GetValueOrDefault(to) * 2 ?? UsualDeadline;
                longest = wait > longest ? wait : longest;
            }
        }

        return longest < LongestDeadline ? longest : LongestDeadline;
    }

    /// <summary>The longest time that a change takes from one site to another over the cheapest way; null when none is known, or a link on it never opens.</summary>
    public static TimeSpan? Between(IReadOnlyList<SiteLink> links, string from, string to)
    {
        ArgumentNullException.ThrowIfNull(links);
        return From(links, from).GetValueOrDefault(to);
    }

    private static Dictionary<string, TimeSpan?> From(IReadOnlyList<SiteLink> links, string from)
    {
        var done = new Dictionary<string, TimeSpan?>(StringComparer.OrdinalIgnoreCase);
        var ways = new PriorityQueue<(string Site, TimeSpan? Time), (long Cost, TimeSpan Time)>();
        ways.Enqueue((from, TimeSpan.Zero), (0, TimeSpan.Zero));
        while (ways.TryDequeue(out var here, out var priority))
        {
            if (!done.TryAdd(here.Site, here.Time))
            {
                continue;
            }

            foreach (var link in links.Where(link => link.Sites.Contains(here.Site, StringComparer.OrdinalIgnoreCase)))
            {
                var time = here.Time + link.LongestWait;
                foreach (var next in link.Sites.Where(site => !done.ContainsKey(site)))
                {
                    // Of ways of the same cost the slower one: which one is taken is not known.
                    ways.Enqueue((next, time), (priority.Cost + link.Cost, -(time ?? TimeSpan.MaxValue)));
                }
            }
        }

        return done;
    }

    private static string? SiteOfPdc(DirectoryForest forest, string domain) => forest.Domains
        .FirstOrDefault(candidate => string.Equals(candidate.DnsName, domain, StringComparison.OrdinalIgnoreCase))?.PdcEmulator?.Site;
}
