using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Replication;

/// <summary>Lets happen, in the order of their times, what has become due since the forest was last touched.</summary>
internal sealed class ForestTimeline(ForestState forest, Replicator replicator, ProtectionTask protection)
{
    /// <summary>Brings the forest to <paramref name="now"/>; a time before the forest's own changes nothing.</summary>
    public void AdvanceTo(DateTimeOffset now)
    {
        while (Next() is { } next && next.DueAt <= now)
        {
            forest.Now = next.DueAt > forest.Now ? next.DueAt : forest.Now;
            next.Happen();
        }

        forest.Now = now > forest.Now ? now : forest.Now;
    }

    // The earliest of each kind first: a big forest has thousands of links, and one event at a time.
    private Due? Next()
    {
        var link = forest.Links.Where(candidate => candidate.DueAt is not null).MinBy(candidate => candidate.DueAt!.Value);
        var controller = forest.Controllers.Where(candidate => candidate.Propagations.Count > 0).MinBy(candidate => candidate.Propagations[0].DueAt);
        var domain = forest.Domains.MinBy(candidate => candidate.NextProtectionRun);
        Due?[] due =
        [
            link is null ? null : new Due(link.DueAt!.Value, () => replicator.Pull(link, forest.Now)),
            controller is null ? null : new Due(controller.Propagations[0].DueAt, () => SecurityDescriptorPropagator.RunNext(controller)),
            domain is null ? null : new Due(domain.NextProtectionRun, () => protection.Run(domain)),
        ];
        return due.OfType<Due>().MinBy(candidate => candidate.DueAt);
    }

    private sealed record Due(DateTimeOffset DueAt, Action Happen);
}
