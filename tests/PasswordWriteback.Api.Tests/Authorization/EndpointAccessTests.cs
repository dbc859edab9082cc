using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Authorization;

public sealed class EndpointAccessTests
{
    [Fact]
    public async Task EveryEndpoint_SaysWhoMayCall_WithRolesThatExist()
    {
        await using var host = await ApiHost.StartAsync();

        Assert.NotEmpty(host.Endpoints);
        Assert.All(host.Endpoints.OfType<RouteEndpoint>(), endpoint =>
        {
            var access = endpoint.Metadata.GetMetadata<EndpointAccess>();
            Assert.True(access is not null, $"{endpoint.DisplayName} does not say who may call it.");
            Assert.Subset(ApiRoles.All.ToHashSet(StringComparer.Ordinal), access.Roles.ToHashSet(StringComparer.Ordinal));
        });
    }
}
