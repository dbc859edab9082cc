using System.Globalization;

namespace PasswordWriteback.Simulation.Tests.Forest.Convergence;

/// <summary>What a domain controller of a generated forest is.</summary>
internal enum Kind
{
    Writable,
    ReadOnly,

    /// <summary>It never answers.</summary>
    Dead,

    /// <summary>It answers, but takes no changes from others.</summary>
    Lingering,
}

/// <param name="Site">Number of its site.</param>
/// <param name="Kind">What it is.</param>
/// <param name="DelaySeconds">After how long its propagator begins.</param>
/// <param name="ObjectsPerMinute">How fast its propagator is.</param>
internal sealed record Controller(int Site, Kind Kind, int DelaySeconds, int ObjectsPerMinute);

/// <summary>The link of a site to one before it.</summary>
/// <param name="To">A number; taken modulo the site's own.</param>
/// <param name="Minutes">Its interval.</param>
/// <param name="NightsOnly">Open from 22:00 to 04:00 UTC only.</param>
internal sealed record Link(int To, int Minutes, bool NightsOnly);

/// <summary>Something that happens. Numbers of controllers, users, units and places (a unit or a user) are taken modulo how many there are.</summary>
internal abstract record Step
{
    /// <summary>Time passes.</summary>
    public sealed record Wait(int Minutes) : Step;

    /// <summary>Somebody adds an entry of their own to the scope.</summary>
    public sealed record AddForeign(int On) : Step;

    /// <summary>Somebody removes the entry of others that the scope had from the beginning.</summary>
    public sealed record RemoveForeign(int On) : Step;

    /// <summary>Somebody removes what the product wrote.</summary>
    public sealed record RemoveOurs(int On) : Step;

    public sealed record MoveUser(int User, int To, int On) : Step;

    public sealed record NewUser(int In) : Step;

    /// <summary>A user joins Domain Admins: AdminSDHolder stamps it within the hour.</summary>
    public sealed record Promote(int User) : Step;

    /// <summary>A member leaves Domain Admins: the stamp stays.</summary>
    public sealed record Demote(int User) : Step;

    /// <summary>A user was a member of Domain Admins for an hour.</summary>
    public sealed record Orphan(int User) : Step;

    /// <summary>Somebody denies a right to the connector account, to one of its groups, or to a group that it is not in.</summary>
    public sealed record Deny(int Place, int Whom, int Right, int On) : Step;

    /// <summary>Somebody removes every entry that denies.</summary>
    public sealed record Lift(int Place, int On) : Step;

    /// <summary>Somebody turns inheritance off, and keeps what was inherited as entries of its own, or nothing of it.</summary>
    public sealed record Block(int Place, bool Keep, int On) : Step;

    /// <summary>Somebody turns inheritance on again.</summary>
    public sealed record Unblock(int Place, int On) : Step;

    /// <summary>Somebody grants the account the same rights on a unit below the scope.</summary>
    public sealed record GrantBelow(int Unit, int On) : Step;

    public sealed record Cut(int Which) : Step;

    public sealed record Back(int Which) : Step;
}

/// <summary>When somebody writes the scope on the PDC emulator while the product writes.</summary>
internal enum Interference
{
    None,
    BetweenReadAndWrite,
    BetweenWriteAndReadBack,
}

/// <summary>A forest and all that happens in it. The first controller is the PDC emulator and always writable.</summary>
internal sealed record Scenario(
    IReadOnlyList<Controller> Controllers,
    IReadOnlyList<Link> Links,
    bool SortsDacls,
    bool ServesPendingPropagations,
    IReadOnlyList<Step> BeforePlan,
    IReadOnlyList<Step> BetweenPlanAndWrite,
    Interference Interference,
    IReadOnlyList<Step> DuringReplication,
    IReadOnlyList<Step> AfterConvergence,
    bool Rollback)
{
    /// <summary>The scenario as a person would tell it.</summary>
    public override string ToString() => string.Join('\n',
    [
        string.Empty,
        .. Controllers.Select((controller, index) => $"dc{index + 1}: {(index == 0 ? "PDC emulator" : controller.Kind)} in site {controller.Site}, propagator after {controller.DelaySeconds} s, {controller.ObjectsPerMinute}/min"),
        .. Links.Select((link, index) => $"site {index + 1} to site {link.To % (index + 1)} (if used): every {link.Minutes} min{(link.NightsOnly ? ", 22 to 4 o'clock" : string.Empty)}"),
        $"DACLs {(SortsDacls ? "are sorted" : "keep their order")}, pendingPropagations {(ServesPendingPropagations ? "is" : "is not")} served",
        .. Tell("before the plan", BeforePlan),
        .. Tell("between plan and write", BetweenPlanAndWrite),
        $"the write: interference {Interference}",
        .. Tell("during replication", DuringReplication),
        .. Tell("after convergence", AfterConvergence),
        Rollback ? "rolled back" : "not rolled back",
    ]);

    private static IEnumerable<string> Tell(string when, IReadOnlyList<Step> steps) =>
        steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{when}: {step}"));
}
