using PasswordWriteback.Graph.Tests.Support;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Graph.Tests;

/// <summary>What a check costs of Microsoft Graph's limits; docs/scale.md reckons with it.</summary>
public sealed class ResourceUnitTests
{
    // https://learn.microsoft.com/graph/throttling-limits, "Identity and access service limits": paths that cost more than 1.
    private static readonly (string Path, int Units)[] Costs = [("/v1.0/subscribedSkus", 3), ("/v1.0/users", 2)];

    [Fact]
    public async Task ACheck_CostsTwentyResourceUnitsAtMost()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        await tenant.Graph.ReadTenantAsync(TestContext.Current.CancellationToken);
        await tenant.Graph.ReadLicencesAsync(TestContext.Current.CancellationToken);
        await tenant.Graph.ReadSelfServiceResetAsync(TestContext.Current.CancellationToken);

        // A batch costs what is in it.
        var requests = tenant.Simulated.Requests
            .Where(request => request.PathAndQuery.StartsWith("/v1.0/", StringComparison.Ordinal) && request.PathAndQuery != "/v1.0/$batch")
            .ToList();

        Assert.InRange(requests.Count, 5, 20);
        Assert.InRange(requests.Sum(Units), requests.Count, 20);
        TestContext.Current.SendDiagnosticMessage($"{requests.Count} requests, {requests.Sum(Units)} resource units: {string.Join(", ", requests)}");
    }

    private static int Units(TenantRequest request)
    {
        var path = request.PathAndQuery.Split('?')[0];
        var units = Costs.FirstOrDefault(cost => cost.Path.Equals(path, StringComparison.OrdinalIgnoreCase)).Units;
        var selects = request.PathAndQuery.Contains("$select=", StringComparison.Ordinal) ? 1 : 0;
        var fewerThan20 = request.PathAndQuery.EndsWith("$top=1", StringComparison.Ordinal) ? 1 : 0;
        return Math.Max(1, units - selects - fewerThan20);
    }
}
