using Microsoft.AspNetCore.Routing;

namespace PasswordWriteback.Api.Runs;

/// <summary>Runs: start, watch, cancel, approve, confirm.</summary>
internal static class RunEndpoints
{
    /// <summary>Adds them below <c>/api/tenants</c>.</summary>
    public static void Map(RouteGroupBuilder tenants)
    {
        ArgumentNullException.ThrowIfNull(tenants);
    }
}
