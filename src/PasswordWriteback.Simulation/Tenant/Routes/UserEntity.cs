using System.Text.Json.Nodes;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary>Graph's <c>user</c>.</summary>
internal static class UserEntity
{
    public static readonly IReadOnlyCollection<string> Permissions =
        ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"];

    /// <summary>Properties that only the index for advanced queries can filter by (learn.microsoft.com/graph/aad-advanced-queries).</summary>
    public static readonly IReadOnlySet<string> AdvancedOnly = new HashSet<string>(StringComparer.Ordinal) { "assignedPlans" };

    /// <summary>Properties that Graph can filter users by, as far as users have them here.</summary>
    public static readonly IReadOnlySet<string> Filterable = new HashSet<string>(StringComparer.Ordinal)
    {
        "id", "userPrincipalName", "displayName", "accountEnabled", "onPremisesSyncEnabled", "userType", "assignedPlans",
    };

    public static JsonObject Of(SimulatedUser user, TenantState state) => new()
    {
        ["id"] = user.Id.ToString(),
        ["userPrincipalName"] = user.UserPrincipalName,
        ["displayName"] = user.DisplayName,
        ["accountEnabled"] = user.Enabled,
        ["onPremisesSyncEnabled"] = user.Synced ? true : null,
        ["userType"] = user.IsGuest ? "Guest" : "Member",
        ["assignedPlans"] = new JsonArray([.. Plans(user, state)]),
    };

    private static IEnumerable<JsonNode> Plans(SimulatedUser user, TenantState state) =>
        from sku in state.Skus
        where sku.SkuId == user.SkuId
        from plan in sku.Plans
        select new JsonObject
        {
            ["assignedDateTime"] = "2026-01-15T08:00:00Z",
            // A plan that is turned off for one user lingers as Deleted.
            ["capabilityStatus"] = user.DisabledPlans.Contains(plan.Id) ? "Deleted" : sku.CapabilityStatus,
            ["service"] = plan.Service,
            ["servicePlanId"] = plan.Id.ToString(),
        };
}
