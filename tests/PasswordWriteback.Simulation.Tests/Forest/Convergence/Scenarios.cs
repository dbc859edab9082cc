using FsCheck;
using FsCheck.Fluent;

namespace PasswordWriteback.Simulation.Tests.Forest.Convergence;

/// <summary>Generates scenarios, and makes a failing one smaller: fewer events first, then fewer and plainer domain controllers.</summary>
internal static class Scenarios
{
    private const int Sites = 4;

    public static Arbitrary<Scenario> All => Arb.From(Generated, Shrink);

    private static Gen<Scenario> Generated =>
        from count in Gen.Choose(1, 12)
        from controllers in Controllers.ListOf(count)
        from links in Links.ListOf(Sites - 1)
        from sorts in Gen.Elements(true, false)
        from serves in Gen.Elements(true, false)
        from before in Gen.Frequency(
            (4, Gen.Constant<IReadOnlyList<Step>>([])),
            (4, Steps(6, Foreign, Wait, Wait, Moves, Promote, Inheritance, Denials, Else)),
            (1, DeniedScope.Select(step => (IReadOnlyList<Step>)[step])))
        from between in Gen.Frequency((2, Gen.Constant<IReadOnlyList<Step>>([])), (1, Steps(2, Foreign, Foreign, Wait, Moves, Inheritance, Denials)))
        from interference in Gen.Frequency((6, Gen.Constant(Interference.None)), (1, Gen.Constant(Interference.BetweenReadAndWrite)), (1, Gen.Constant(Interference.BetweenWriteAndReadBack)))
        from during in Steps(8, Wait, Wait, Wait, Moves, Moves, Foreign, Reach, Promote, Inheritance, Denials, Else)
        from after in Steps(5, Wait, Moves, Foreign, Ours, Reach, Promote, Inheritance, Denials)
        from rollback in Gen.Elements(true, false)
        select new Scenario([.. controllers], [.. links], sorts, serves, before, between, interference, during, after, rollback);

    private static Gen<Controller> Controllers =>
        from site in Gen.Choose(0, Sites - 1)
        from kind in Gen.Frequency((7, Gen.Constant(Kind.Writable)), (1, Gen.Constant(Kind.ReadOnly)), (1, Gen.Constant(Kind.Dead)), (1, Gen.Constant(Kind.Lingering)))
        from delay in Gen.Elements(0, 0, 30, 600)
        from speed in Gen.Elements(6, 60, 6000)
        select new Controller(site, kind, delay, speed);

    private static Gen<Link> Links =>
        from to in Gen.Choose(0, Sites)
        from minutes in Gen.Elements(15, 60, 180)
        from nights in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Link(to, minutes, nights);

    private static Gen<Step> Wait => Gen.Elements(0, 1, 7, 16, 61, 200, 1000).Select(minutes => (Step)new Step.Wait(minutes));

    private static Gen<Step> Foreign => Gen.OneOf(
        Number.Select(on => (Step)new Step.AddForeign(on)), Number.Select(on => (Step)new Step.RemoveForeign(on)));

    private static Gen<Step> Ours => Number.Select(on => (Step)new Step.RemoveOurs(on));

    private static Gen<Step> Moves => Gen.OneOf(
        from user in Number from to in Number from host in Number select (Step)new Step.MoveUser(user, to, host),
        Number.Select(unit => (Step)new Step.NewUser(unit)));

    private static Gen<Step> Reach => Gen.OneOf(Number.Select(which => (Step)new Step.Cut(which)), Number.Select(which => (Step)new Step.Back(which)));

    private static Gen<Step> Promote => Gen.OneOf(
        Number.Select(user => (Step)new Step.Promote(user)), Number.Select(user => (Step)new Step.Demote(user)), Number.Select(user => (Step)new Step.Orphan(user)));

    private static Gen<Step> Inheritance => Gen.OneOf(
        from place in Number from keep in Gen.Elements(true, false) from host in Number select (Step)new Step.Block(place, keep, host),
        from place in Number from host in Number select (Step)new Step.Unblock(place, host));

    private static Gen<Step> Denials => Gen.Frequency(
        (3, from place in Number from whom in Number from right in Number from host in Number select (Step)new Step.Deny(place, whom, right, host)),
        (1, from place in Number from host in Number select (Step)new Step.Lift(place, host)));

    private static Gen<Step> DeniedScope =>
        from whom in Number from right in Number from host in Number select (Step)new Step.Deny(0, whom, right, host);

    private static Gen<Step> Else => from unit in Number from host in Number select (Step)new Step.GrantBelow(unit, host);

    private static Gen<int> Number => Gen.Choose(0, 11);

    private static Gen<IReadOnlyList<Step>> Steps(int most, params Gen<Step>[] kinds) =>
        from count in Gen.Choose(0, most)
        from steps in Gen.OneOf(kinds).ListOf(count)
        select (IReadOnlyList<Step>)[.. steps];

    private static IEnumerable<Scenario> Shrink(Scenario scenario) =>
    [
        .. Fewer(scenario.AfterConvergence).Select(steps => scenario with { AfterConvergence = steps }),
        .. Fewer(scenario.DuringReplication).Select(steps => scenario with { DuringReplication = steps }),
        .. Fewer(scenario.BetweenPlanAndWrite).Select(steps => scenario with { BetweenPlanAndWrite = steps }),
        .. Fewer(scenario.BeforePlan).Select(steps => scenario with { BeforePlan = steps }),
        .. scenario.Interference == Interference.None ? [] : new[] { scenario with { Interference = Interference.None } },
        .. scenario.Rollback ? [scenario with { Rollback = false }] : Array.Empty<Scenario>(),
        .. scenario.Controllers.Count > 1 ? [scenario with { Controllers = [.. scenario.Controllers.SkipLast(1)] }] : Array.Empty<Scenario>(),
        .. scenario.Controllers.Select((controller, index) => (controller, index)).SelectMany(pair => Plainer(pair.controller).Select(plain => scenario with
        {
            Controllers = [.. scenario.Controllers.Take(pair.index), plain, .. scenario.Controllers.Skip(pair.index + 1)],
        })),
        .. scenario.Links.Any(link => link.NightsOnly) ? [scenario with { Links = [.. scenario.Links.Select(link => link with { NightsOnly = false })] }] : Array.Empty<Scenario>(),
    ];

    private static IEnumerable<IReadOnlyList<Step>> Fewer(IReadOnlyList<Step> steps) => Enumerable.Range(0, steps.Count)
        .Select(index => (IReadOnlyList<Step>)[.. steps.Where((_, at) => at != index)])
        .Prepend(steps.Count > 1 ? [] : null!)
        .Where(fewer => fewer is not null);

    private static IEnumerable<Controller> Plainer(Controller controller) => new[]
    {
        controller with { Kind = Kind.Writable },
        controller with { Site = 0 },
        controller with { DelaySeconds = 0, ObjectsPerMinute = 6000 },
    }.Where(plain => plain != controller);
}
