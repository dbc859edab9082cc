using Microsoft.AspNetCore.Routing;

namespace PasswordWriteback.Api.Tenants;

/// <summary>Tenants: register, change, list, erase.</summary>
internal static class TenantEndpoints
{
    /// <summary>Adds them below <c>/api/tenants</c>.</summary>
    public static void Map(RouteGroupBuilder tenants)
    {
        ArgumentNullException.ThrowIfNull(tenants);
    }
}
