using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Tests.Support;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Graph.Tests;

public sealed class ForbiddenTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readings_WithoutAnyPermission_AreUnknownAndNameThePermission()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.Forbidden);

        var organization = (await tenant.Graph.ReadTenantAsync(Cancellation)).Organization;
        var licences = await tenant.Graph.ReadLicencesAsync(Cancellation);
        var reset = await tenant.Graph.ReadSelfServiceResetAsync(Cancellation);

        Assert.Equal("Graph refused GET /organization (403 Authorization_RequestDenied): the app needs the permission Organization.Read.All", organization.UnknownReason);
        Assert.EndsWith("LicenseAssignment.Read.All", licences.Skus.UnknownReason);
        Assert.EndsWith("User.Read.All", licences.SyncedEnabledUsers.UnknownReason);
        Assert.EndsWith("User.Read.All", licences.SyncedEnabledUsersLicensed.UnknownReason);
        Assert.EndsWith("AuditLog.Read.All", reset.Registrations.UnknownReason);
        Assert.EndsWith("AuditLog.Read.All", reset.Audit.UnknownReason);
        Assert.EndsWith("Policy.Read.All", reset.AdministratorsMayReset.UnknownReason);
    }

    [Fact]
    public async Task ReadTenant_WithoutAnyPermission_StillTellsWhatIsHeldAndWhatThatBlinds()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.Forbidden);

        var reading = await tenant.Graph.ReadTenantAsync(Cancellation);
        var finding = TenantFindings.Judge(reading, tenant.Time.GetUtcNow())[1];

        Assert.Empty(reading.HeldPermissions.Value!);
        Assert.Equal(FindingStatus.NotMet, finding.Status);
        Assert.Contains("without AuditLog.Read.All (/reports/authenticationMethods/userRegistrationDetails): SSP001", finding.Evidence.Summary);
    }

    [Fact]
    public async Task Readings_WithEveryPermissionBroaderThanNeeded_AreKnown()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Change(state => state with
        {
            GrantedPermissions = ["Directory.Read.All", "AuditLog.Read.All", "Policy.ReadWrite.Authorization"],
        });

        var reading = await tenant.Graph.ReadTenantAsync(Cancellation);

        Assert.True(reading.Organization.IsKnown);
        Assert.True((await tenant.Graph.ReadLicencesAsync(Cancellation)).SyncedEnabledUsersLicensed.IsKnown);
        Assert.True((await tenant.Graph.ReadSelfServiceResetAsync(Cancellation)).AdministratorsMayReset.IsKnown);
        Assert.Equal(FindingStatus.Met, TenantFindings.Judge(reading, tenant.Time.GetUtcNow())[1].Status);
    }

    [Fact]
    public async Task ReadSelfServiceReset_AuditsReadableButUsersNot_NamesThePermissionForUsers()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Administrator.EnableOnPremisesIntegration();
        await tenant.Simulated.Administrator.ResetPasswordAsync(TenantProfiles.Canary, (_, _) => Task.FromResult(true), Cancellation);
        tenant.Simulated.Change(state => state with { GrantedPermissions = ["AuditLog.Read.All"] });

        var reading = await tenant.Graph.ReadSelfServiceResetAsync(Cancellation);

        Assert.EndsWith("the app needs the permission User.Read.All", reading.Audit.UnknownReason);
    }

    [Fact]
    public async Task APermission_ConsentedToSinceTheLastCheck_IsSeenByTheNext()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.Forbidden);
        Assert.Equal(FindingStatus.NotMet, TenantFindings.Judge(await tenant.Graph.ReadTenantAsync(Cancellation), tenant.Time.GetUtcNow())[1].Status);
        tenant.Simulated.Change(state => state with { GrantedPermissions = [.. GraphPermissions.ForApp.Select(permission => permission.Name)] });
        tenant.Time.Advance(TimeSpan.FromMinutes(1));

        var reading = await tenant.Graph.ReadTenantAsync(Cancellation);

        Assert.Equal(FindingStatus.Met, TenantFindings.Judge(reading, tenant.Time.GetUtcNow())[1].Status);
        Assert.Null((await tenant.Graph.ReadLicencesAsync(Cancellation)).Skus.UnknownReason);
    }

    [Fact]
    public async Task Readings_OfOneCheckWithoutAnyPermission_AskForOneToken_AndThoseOfAnAllowedAppKeepTheirs()
    {
        await using var forbidden = await TenantUnderTest.StartAsync(TenantProfiles.Forbidden);
        await using var allowed = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);

        foreach (var tenant in new[] { forbidden, allowed })
        {
            await tenant.Graph.ReadTenantAsync(Cancellation);
            await tenant.Graph.ReadLicencesAsync(Cancellation);
            Assert.Equal(1, tenant.Simulated.Requests.Count(request => request.PathAndQuery.EndsWith("/token", StringComparison.Ordinal)));
        }

        allowed.Time.Advance(TimeSpan.FromMinutes(30));
        await allowed.Graph.ReadTenantAsync(Cancellation);
        Assert.Equal(1, allowed.Simulated.Requests.Count(request => request.PathAndQuery.EndsWith("/token", StringComparison.Ordinal)));
    }
}
