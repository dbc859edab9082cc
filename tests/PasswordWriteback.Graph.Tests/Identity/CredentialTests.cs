using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Graph.Tests.Support;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Graph.Tests.Identity;

public sealed class CredentialTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CertificateCredential_Registered_GetsAToken()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        using var certificate = Certificates.SelfSigned();
        tenant.Simulated.AddCertificate(certificate);

        var reading = await tenant
            .Reader(credential: new CertificateTenantCredential(tenant.Simulated.ClientId, certificate))
            .ReadTenantAsync(Cancellation);

        Assert.Null(reading.Organization.UnknownReason);
    }

    [Fact]
    public async Task CertificateCredential_NotRegistered_IsUnknownWithTheCause()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        using var registered = Certificates.SelfSigned();
        using var other = Certificates.SelfSigned();
        tenant.Simulated.AddCertificate(registered);

        var reading = await tenant
            .Reader(credential: new CertificateTenantCredential(tenant.Simulated.ClientId, other))
            .ReadTenantAsync(Cancellation);

        Assert.Contains("AADSTS700027", reading.Organization.UnknownReason);
        Assert.Contains("AADSTS700027", reading.HeldPermissions.UnknownReason);
    }

    [Fact]
    public async Task ClientSecret_Wrong_IsUnknownWithTheCause_AndAppearsNowhere()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        const string secret = "wrong~secret.8Q~pYx-do-not-print";

        var reading = await tenant
            .Reader(credential: new ClientSecretTenantCredential(tenant.Simulated.ClientId, secret))
            .ReadTenantAsync(Cancellation);

        Assert.Equal("no token for Graph: the app's secret is wrong (AADSTS7000215)", reading.Organization.UnknownReason);
        Assert.NotEmpty(tenant.Loggers.Lines);
        Assert.DoesNotContain(tenant.Loggers.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task App_NobodyConsentedTo_IsUnknownWithTheCause()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);

        var reading = await tenant
            .Reader(credential: new ClientSecretTenantCredential(Guid.NewGuid(), tenant.Simulated.ClientSecret))
            .ReadTenantAsync(Cancellation);

        Assert.Contains("an administrator has to consent first (AADSTS700016)", reading.Organization.UnknownReason);
    }

    [Fact]
    public async Task TenantId_ThatDoesNotExist_IsUnknownWithTheCause()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);

        var reading = await tenant.Reader(tenantId: Guid.NewGuid()).ReadTenantAsync(Cancellation);

        Assert.Contains("there is no such tenant in this cloud (AADSTS90002)", reading.Organization.UnknownReason);
    }

    [Fact]
    public async Task Failures_OfEveryKind_LeaveNeitherSecretNorTokenInLogsOrReasons()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        foreach (var (route, kind) in new[]
        {
            ("/organization", TenantFaultKind.Cut),
            ("/subscribedSkus", TenantFaultKind.Malformed),
            ("/users", TenantFaultKind.Redirected),
            ("/authorizationPolicy", TenantFaultKind.Malformed),
        })
        {
            tenant.Simulated.Inject(new TenantFault(route, kind));
        }

        var organization = (await tenant.Graph.ReadTenantAsync(Cancellation)).Organization;
        var licences = await tenant.Graph.ReadLicencesAsync(Cancellation);
        var reset = await tenant.Graph.ReadSelfServiceResetAsync(Cancellation);

        string[] reasons =
        [
            organization.UnknownReason!, licences.Skus.UnknownReason!, licences.SyncedEnabledUsers.UnknownReason!,
            reset.AdministratorsMayReset.UnknownReason!,
        ];
        Assert.Equal(5, tenant.Loggers.Lines.Count);
        Assert.All(tenant.Loggers.Lines.Concat(reasons), line =>
        {
            Assert.DoesNotContain(tenant.Simulated.ClientSecret, line);
            Assert.DoesNotContain("eyJ", line);
        });
    }

    [Fact]
    public void Credential_Printed_ShowsKindAndAppOnly()
    {
        var credential = new ClientSecretTenantCredential(Guid.Empty, "do-not-print");

        Assert.Equal("ClientSecretTenantCredential of app 00000000-0000-0000-0000-000000000000", $"{credential}");
    }
}
