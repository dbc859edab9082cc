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

    private Due? Next() => forest.Links
        .Where(link => link.DueAt is not null)
        .Select(link => new Due(link.DueAt!.Value, () => replicator.Pull(link, forest.Now)))
        .Concat(forest.Controllers
            .Where(controller => controller.Propagations.Count > 0)
            .Select(controller => new Due(
                controller.Propagations[0].DueAt, () => SecurityDescriptorPropagator.RunNext(controller))))
        .Concat(forest.Domains.Select(domain => new Due(domain.NextProtectionRun, () => protection.Run(domain))))
        .MinBy(due => due.DueAt);

    private sealed record Due(DateTimeOffset DueAt, Action Happen);
}
