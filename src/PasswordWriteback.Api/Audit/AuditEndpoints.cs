using Microsoft.AspNetCore.Routing;

namespace PasswordWriteback.Api.Audit;

/// <summary>The audit of a tenant.</summary>
internal static class AuditEndpoints
{
    /// <summary>Adds them below <c>/api/tenants</c>.</summary>
    public static void Map(RouteGroupBuilder tenants)
    {
        ArgumentNullException.ThrowIfNull(tenants);
    }
}
