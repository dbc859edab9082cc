using Microsoft.AspNetCore.Routing;

namespace PasswordWriteback.Api.Consent;

/// <summary>Consent of a tenant's administrator.</summary>
internal static class ConsentEndpoints
{
    /// <summary>Adds them below <c>/api/tenants</c>.</summary>
    public static void Map(RouteGroupBuilder tenants)
    {
        ArgumentNullException.ThrowIfNull(tenants);
    }
}
