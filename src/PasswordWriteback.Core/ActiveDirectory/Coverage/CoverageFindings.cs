using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.ActiveDirectory.Coverage;

/// <summary>Judges who can be written back: findings COV001 to COV004 of a forest. Gives counts; names stay in the summary.</summary>
public static class CoverageFindings
{
    /// <summary>Judges a coverage scan.</summary>
    public static IReadOnlyList<Finding> Judge(string forest, CoverageSummary coverage)
    {
        ArgumentNullException.ThrowIfNull(coverage);
        return
        [
            Seen(Covered(forest, coverage), coverage),
            Seen(Protected(forest, coverage), coverage),
            Seen(Orphaned(forest, coverage), coverage),
            Seen(Blocked(forest, coverage), coverage),
        ];
    }

    /// <summary>A finding that nothing was found to be wrong rests on everything having been in view.</summary>
    private static Finding Seen(Finding finding, CoverageSummary coverage) =>
        coverage.Gaps is { Count: > 0 } gaps && finding.Status is FindingStatus.Met or FindingStatus.NotApplicable
            ? finding with
            {
                Status = FindingStatus.Unknown,
                Evidence = finding.Evidence with { Summary = $"{finding.Evidence.Summary} But the relay may not have seen everything: {string.Join(' ', gaps)}" },
                Remedy = "Give the relay's identity the rights that are named, and run the check again.",
            }
            : finding;

    private static Finding Covered(string forest, CoverageSummary coverage)
    {
        var unreadable = Count(coverage, CoverageReason.Unreadable);
        var byDesign = Count(coverage, CoverageReason.ProtectedByDesign);
        var uncovered = coverage.EnabledUsers - coverage.Covered - byDesign;
        var facts = new JsonObject
        {
            ["enabledUsers"] = coverage.EnabledUsers,
            ["covered"] = coverage.Covered,
            ["disabled"] = coverage.Disabled,
            ["servers"] = new JsonArray([.. coverage.Servers.Select(server => (JsonNode)server)]),
        };
        foreach (var reason in coverage.Groups.GroupBy(group => group.Reason))
        {
            facts[reason.Key.ToString()] = reason.Sum(group => group.Count);
        }

        var summary = $"{coverage.Covered} of {coverage.EnabledUsers} enabled users in scope can be written back";
        if (coverage.EnabledUsers == 0)
        {
            return new Finding(FindingCodes.UsersCovered, FindingStatus.NotApplicable, forest, new Evidence(
                "No enabled user lies below the scopes.", facts), "Check that the scopes are the units that hold the synchronized users.");
        }

        if (uncovered <= 0)
        {
            return new Finding(FindingCodes.UsersCovered, FindingStatus.Met, forest, new Evidence(
                byDesign == 0 ? summary + "." : $"{summary}; the other {byDesign} are protected by design.", facts));
        }

        return unreadable >= uncovered
            ? new Finding(FindingCodes.UsersCovered, FindingStatus.Unknown, forest, new Evidence(
                $"{summary}; of {unreadable} it cannot be told: their descriptors, or groups of the account that they deny something, cannot be read.", facts), Unreadable)
            : new Finding(FindingCodes.UsersCovered, FindingStatus.NotMet, forest, new Evidence(
                $"{summary}; {uncovered} cannot, without being protected by design.", facts),
                "Look at the reasons in the coverage table: each group says what to do.");
    }

    private static Finding Protected(string forest, CoverageSummary coverage)
    {
        var count = Count(coverage, CoverageReason.ProtectedByDesign);
        return new Finding(FindingCodes.ProtectedAccounts, FindingStatus.Met, forest, new Evidence(
            count == 0
                ? "No enabled user in scope is a member of a protected group."
                : $"{count} enabled users in scope are members of protected groups. They can change a password that they know, not reset it.",
            new JsonObject { ["count"] = count }));
    }

    private static Finding Orphaned(string forest, CoverageSummary coverage)
    {
        var count = Count(coverage, CoverageReason.OrphanedAdminCount);
        var evidence = new Evidence(
            count == 0
                ? "No user carries adminCount=1 without membership of a protected group."
                : $"{count} users carry adminCount=1 and a closed descriptor, but no protected group holds them any more.",
            new JsonObject { ["count"] = count });
        if (count > 0 && coverage.Gaps is { Count: > 0 } gaps)
        {
            // Whether they are administrators rests on having seen who is in the protected groups.
            return new Finding(
                FindingCodes.OrphanedAdminCount,
                FindingStatus.Unknown,
                forest,
                evidence with { Summary = $"{count} users carry adminCount=1 and a closed descriptor. Whether a protected group still holds them is not known: {string.Join(' ', gaps)}" },
                "Give the relay's identity the rights that are named, and run the check again. Change nothing on these users before.");
        }

        return count == 0
            ? Clean(FindingCodes.OrphanedAdminCount, forest, coverage, evidence)
            : new Finding(FindingCodes.OrphanedAdminCount, FindingStatus.ActionRequired, forest, evidence,
                "For each user: make sure that it is no administrator any more; in Active Directory Users and Computers (View > Advanced "
                + "Features) open Security > Advanced > Enable inheritance; then clear adminCount in the Attribute Editor.");
    }

    private static Finding Blocked(string forest, CoverageSummary coverage)
    {
        var places = coverage.Groups.Where(group => group.Reason == CoverageReason.InheritanceBlocked).ToList();
        var count = places.Sum(group => group.Count);
        var named = places.Where(group => group.Where.Length > 0).Select(group => group.Where).ToList();
        var evidence = new Evidence(
            count == 0
                ? "No user in scope is cut off from inherited permissions."
                : $"{count} users in scope are cut off from inherited permissions"
                  + (named.Count == 0 ? ", each at its own descriptor." : $", at {string.Join("; ", named.Take(3))}."),
            new JsonObject { ["count"] = count, ["places"] = new JsonArray([.. named.Select(place => (JsonNode)place)]) });
        return count == 0
            ? Clean(FindingCodes.InheritanceBlocked, forest, coverage, evidence)
            : new Finding(FindingCodes.InheritanceBlocked, FindingStatus.ActionRequired, forest, evidence,
                "Find out why inheritance was turned off there. Either name that unit as a scope of its own, so that it is granted directly, "
                + "or enable inheritance on it (Security > Advanced > Enable inheritance).");
    }

    /// <summary>None found: a pass only where every user was read.</summary>
    private static Finding Clean(string code, string forest, CoverageSummary coverage, Evidence evidence) =>
        Count(coverage, CoverageReason.Unreadable) is var unreadable and > 0
            ? new Finding(code, FindingStatus.Unknown, forest, evidence with
            {
                Summary = $"None was found, but what reaches {unreadable} users in scope cannot be told.",
            }, Unreadable)
            : new Finding(code, FindingStatus.Met, forest, evidence);

    private const string Unreadable =
        "Give the relay's identity Read permissions (READ_CONTROL) on the users, and Read Property on the connector account's groups; then run the coverage again.";

    private static int Count(CoverageSummary coverage, CoverageReason reason) =>
        coverage.Groups.Where(group => group.Reason == reason).Sum(group => group.Count);
}
