using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>
/// Where users shall be written back when nobody names it: the containers that Entra Connect synchronizes, without those that hold
/// no user to write back.
/// </summary>
public static class DefaultScope
{
    /// <summary>The plan, with what was left out of its scope. It is refused when nothing is left: the head of a domain never takes the place. The hash stays.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="leftOut">The containers that were left out; empty when scopes were named, or every container holds users.</param>
    /// <param name="isNothingLeft">Whether they are all that Entra Connect synchronizes.</param>
    /// <param name="forest">DNS name of the forest.</param>
    public static PermissionPlan Narrow(PermissionPlan plan, IReadOnlyList<LeftOutContainer> leftOut, bool isNothingLeft, string forest)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(leftOut);
        return leftOut.Count == 0 ? plan : plan with
        {
            LeftOut = leftOut,
            Refusals = isNothingLeft ? [.. plan.Refusals, Refusal(leftOut, forest)] : plan.Refusals,
        };
    }

    /// <summary>What was left out of a plan's scope, in one sentence; null when nothing was.</summary>
    public static string? Sentence(PermissionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.LeftOut switch
        {
            null or [] => null,
            [var only] => $"Entra Connect synchronizes {only.Dn}, which holds no user to write back and is left out.",
            [var first, ..] all => $"{all.Count} of the containers that Entra Connect synchronizes hold no user to write back and are left out, first {first.Dn}.",
        };
    }

    private static PlanRefusal Refusal(IReadOnlyList<LeftOutContainer> leftOut, string forest) => new(
        FindingCodes.ScopeHoldsUsers,
        forest,
        leftOut is [var only]
            ? $"Entra Connect synchronizes nothing but {only.Dn} in {only.Domain}, which holds no user that it would synchronize."
            : $"None of the {leftOut.Count} containers that Entra Connect synchronizes in {string.Join(" and ", leftOut.Select(container => container.Domain).Distinct(StringComparer.OrdinalIgnoreCase))}"
              + $" holds a user that it would synchronize, first {leftOut[0].Dn}.",
        "Select the units that hold the users in Entra Connect (Customize synchronization options > Domain and OU filtering); "
        + "or name the units where users will be as scopes in relay-policy.json. Then make a new plan.");
}
