using System.Globalization;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.ActiveDirectory.Replication;

/// <summary>Judges a confirmation: findings RPL001 (required domain controllers) and RPL002 (the others) of a forest.</summary>
public static class ReplicationFindings
{
    /// <summary>Judges the last confirmation.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="controllers">Every domain controller as it was last seen.</param>
    /// <param name="deadlinePassed">Whether the run has stopped waiting.</param>
    public static IReadOnlyList<Finding> Judge(
        string forest, IReadOnlyList<ControllerConfirmation> controllers, bool deadlinePassed)
    {
        ArgumentNullException.ThrowIfNull(controllers);
        return [Required(forest, controllers, deadlinePassed), Others(forest, controllers)];
    }

    /// <summary>Finding RPL001 after a full scan: users lack a right although every required domain controller was confirmed.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="users">How many.</param>
    /// <param name="servers">The domain controllers that were scanned.</param>
    public static Finding Unexplained(string forest, int users, IReadOnlyList<string> servers) => new(
        FindingCodes.RequiredControllers,
        FindingStatus.NotMet,
        forest,
        new Evidence(
            $"A full scan of {string.Join(", ", servers)} finds {users} users that lack a right, and nothing explains it: neither protection, nor blocked inheritance, nor a deny ACE.",
            new JsonObject { ["unexplainedUsers"] = users }),
        "Run 'relay coverage --users' at the server: it names them. Look at their descriptors, then run the apply again.");

    /// <summary>Finding RPL001 of a run that waits no longer, because what it wrote is gone for good.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="why">What shows it, one sentence.</param>
    /// <param name="controllers">Every domain controller as it was last seen.</param>
    public static Finding Superseded(string forest, string why, IReadOnlyList<ControllerConfirmation> controllers)
    {
        ArgumentNullException.ThrowIfNull(controllers);
        return new Finding(
            FindingCodes.RequiredControllers,
            FindingStatus.NotMet,
            forest,
            Evidence($"A later change took back what was written: {why}", controllers.Where(controller => controller.Required)),
            "Find out who made that change (event 5136 on the domain controllers, or 'repadmin /showobjmeta' for where and when), settle with them, then run the apply again: it makes a new plan.");
    }

    private static Finding Required(string forest, IReadOnlyList<ControllerConfirmation> controllers, bool deadlinePassed)
    {
        var required = controllers.Where(controller => controller.Required).ToList();
        if (required.Count == 0)
        {
            return new Finding(FindingCodes.RequiredControllers, FindingStatus.Unknown, forest, new Evidence(
                "No domain controller was asked."), "Run a check: discovery has to find the domain controllers first.");
        }

        var missing = required.Where(controller => !Done(controller)).ToList();
        var evidence = Evidence(
            missing.Count == 0
                ? $"All {required.Count} required domain controllers have the permissions."
                : (deadlinePassed ? "The deadline has passed. " : string.Empty)
                  + $"{missing.Count} of {required.Count} required domain controllers do not have the permissions: {Names(missing)}",
            required);
        return missing.Count == 0
            ? new Finding(FindingCodes.RequiredControllers, FindingStatus.Met, forest, evidence)
            : new Finding(
                FindingCodes.RequiredControllers,
                deadlinePassed ? FindingStatus.NotMet : FindingStatus.ActionRequired,
                forest,
                evidence,
                Remedy(missing[0]));
    }

    private static Finding Others(string forest, IReadOnlyList<ControllerConfirmation> controllers)
    {
        var others = controllers.Where(controller => !controller.Required && controller.State != ConfirmationState.Exempt).ToList();
        if (others.Count == 0)
        {
            return new Finding(FindingCodes.OtherControllers, FindingStatus.NotApplicable, forest, new Evidence(
                "There are no other writable domain controllers."));
        }

        var missing = others.Where(controller => !Done(controller)).ToList();
        return missing.Count == 0
            ? new Finding(FindingCodes.OtherControllers, FindingStatus.Met, forest, Evidence(
                $"All {others.Count} other writable domain controllers have the permissions.", others))
            : new Finding(FindingCodes.OtherControllers, FindingStatus.NotMet, forest, Evidence(
                $"{missing.Count} of {others.Count} other domain controllers do not have the permissions yet; nothing waits for them: {Names(missing)}",
                others), Remedy(missing[0]));
    }

    private static bool Done(ControllerConfirmation controller) =>
        controller.State is ConfirmationState.Confirmed or ConfirmationState.Exempt;

    private static string Names(IEnumerable<ControllerConfirmation> missing) =>
        string.Join("; ", missing.Select(controller => $"{controller.HostName} ({controller.State}{Since(controller)}: {controller.Reason.TrimEnd('.')})")) + ".";

    private static string Since(ControllerConfirmation controller) => controller.Since is { } since
        ? " since " + since.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC"
        : string.Empty;

    private static string Remedy(ControllerConfirmation controller) => controller.State switch
    {
        ConfirmationState.RootPending =>
            $"See why {controller.HostName} does not replicate: 'repadmin /showrepl {controller.HostName}', then 'repadmin /syncall {controller.HostName} /e /A'.",
        ConfirmationState.InheritancePending =>
            $"{controller.HostName} is still passing the permissions down. If it stays so, look for 'ds' propagation errors in its Directory Service log.",
        ConfirmationState.Unreachable =>
            $"Bring {controller.HostName} back, or, where it runs and refuses, mend what its reason names; or release it (POST …/runs/{{runId}}/releases) to go on without it. "
            + "Only if it is gone for good, remove it by metadata cleanup.",
        ConfirmationState.Abandoned =>
            $"{controller.HostName} has been silent for longer than the tombstone lifetime: remove it by metadata cleanup, do not start it again.",
        _ => $"Look at {controller.HostName}.",
    };

    private static Evidence Evidence(string summary, IEnumerable<ControllerConfirmation> controllers) => new(summary, new JsonObject
    {
        ["controllers"] = new JsonArray(
        [
            .. controllers.Select(controller => (JsonNode)new JsonObject
            {
                ["host"] = controller.HostName,
                ["state"] = controller.State.ToString(),
                ["reason"] = controller.Reason,
                ["requiredBecause"] = controller.RequiredBecause,
                ["since"] = controller.Since?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                ["sampledUsers"] = controller.SampledUsers,
            }),
        ]),
    });
}
