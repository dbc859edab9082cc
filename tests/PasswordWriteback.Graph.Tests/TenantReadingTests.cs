using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Tests.Support;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Graph.Tests;

public sealed class TenantReadingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadTenant_HybridTenant_NamesItAndItsSynchronization()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);

        var reading = await tenant.Graph.ReadTenantAsync(Cancellation);

        Assert.Null(reading.Organization.UnknownReason);
        var organization = reading.Organization.Value!;
        Assert.Equal("Contoso", organization.DisplayName);
        Assert.Equal(tenant.Simulated.TenantId, organization.TenantId);
        Assert.True(organization.OnPremisesSyncEnabled);
        Assert.Equal(tenant.Simulated.State.OnPremisesLastSync!.Value, organization.OnPremisesLastSync!.Value, TimeSpan.FromSeconds(1));
        Assert.Equal(["contoso.example", "contoso.onmicrosoft.com"], organization.VerifiedDomains);
        Assert.Equal(
            ["AuditLog.Read.All", "LicenseAssignment.Read.All", "Organization.Read.All", "Policy.Read.All", "User.Read.All"],
            reading.HeldPermissions.Value!);
    }

    [Fact]
    public async Task ReadTenant_WhereAPersonIsSignedIn_GoesByThePersonsPermissions()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Change(state => state with { DelegatedPermissions = state.GrantedPermissions });

        var reading = await tenant.Graph.ReadTenantAsync(Cancellation);

        Assert.True(reading.Organization.IsKnown);
        Assert.Equal(FindingStatus.Met, TenantFindings.Judge(reading, tenant.Time.GetUtcNow())[1].Status);
    }
}
