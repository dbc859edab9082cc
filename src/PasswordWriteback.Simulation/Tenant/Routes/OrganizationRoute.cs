using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.Server;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary><c>/organization</c>: one entity.</summary>
internal sealed class OrganizationRoute : IGraphRoute
{
    public string Path => "/organization";

    public IReadOnlyCollection<string> Permissions =>
    [
        "Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All", "User.Read.All",
        "DeviceManagementServiceConfig.Read.All", "DeviceManagementServiceConfig.ReadWrite.All",
        "DeviceManagementConfiguration.Read.All", "DeviceManagementConfiguration.ReadWrite.All",
    ];

    public IResult Answer(GraphRequest request)
    {
        var state = request.State;
        return request.Collection("organization", [new JsonObject
        {
            ["id"] = state.TenantId.ToString(),
            ["displayName"] = state.DisplayName,
            ["onPremisesSyncEnabled"] = state.OnPremisesSyncEnabled,
            ["onPremisesLastSyncDateTime"] = state.OnPremisesLastSync?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["tenantType"] = "AAD",
            ["verifiedDomains"] = new JsonArray(
                Domain(state.Domain, isDefault: true, isInitial: false),
                Domain($"{state.Domain.Split('.')[0]}.onmicrosoft.com", isDefault: false, isInitial: true)),
        }]);
    }

    private static JsonObject Domain(string name, bool isDefault, bool isInitial) => new()
    {
        ["capabilities"] = "Email, OfficeCommunicationsOnline",
        ["isDefault"] = isDefault,
        ["isInitial"] = isInitial,
        ["name"] = name,
        ["type"] = "Managed",
    };
}
