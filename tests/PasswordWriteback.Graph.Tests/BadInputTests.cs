using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Graph.Tests.Support;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Graph.Tests;

public sealed class BadInputTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ATokenOfAnotherTenant_LeavesThePermissionsUnknownAndSaysSo()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.TokensNameTenant = new Guid("11111111-2222-4333-8444-555555555555");

        var reading = await tenant.Graph.ReadTenantAsync(Cancellation);

        Assert.Equal("the app's token is for another tenant (11111111-2222-4333-8444-555555555555)", reading.HeldPermissions.UnknownReason);
    }

    [Fact]
    public async Task AnOrganizationOfAnotherTenant_IsNotTakenForThisOne()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        _ = await tenant.Graph.ReadTenantAsync(Cancellation);
        tenant.Simulated.Change(state => state with { TenantId = Guid.NewGuid() });

        var reading = await tenant.Graph.ReadTenantAsync(Cancellation);

        Assert.Equal("Graph answered for another tenant than the one that was asked for", reading.Organization.UnknownReason);
        Assert.Equal(FindingStatus.Unknown, TenantFindings.Judge(reading, tenant.Time.GetUtcNow())[0].Status);
    }

    [Theory]
    [InlineData("Contoso\r\nERROR: forged line", "Contoso  ERROR: forged line")]
    [InlineData("\u202Egro.osotnoc\u202C", "gro.osotnoc")]
    [InlineData("Con\u200Btoso\u0007", "Contoso")]
    [InlineData("\u0000\u001B[2J", "[2J")]
    [InlineData("   ", "(no name)")]
    [InlineData("<script>alert('x')</script>", "<script>alert('x')</script>")]
    public async Task ADisplayName_ThatIsHostile_IsMadeFitForLogsAndReports(string name, string expected)
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Change(state => state with { DisplayName = name });

        Assert.Equal(expected, (await tenant.Graph.ReadTenantAsync(Cancellation)).Organization.Value!.DisplayName);
    }

    [Fact]
    public async Task ADisplayName_OfAMegabyte_IsCut()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Change(state => state with { DisplayName = new string('x', 1_000_000) });

        Assert.Equal(257, (await tenant.Graph.ReadTenantAsync(Cancellation)).Organization.Value!.DisplayName.Length);
    }

    [Fact]
    public async Task AClockThatIsBehind_IsNamed_NotTakenForARecentSynchronization()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);

        var reading = await tenant.Graph.ReadTenantAsync(Cancellation);
        var finding = TenantFindings.Judge(reading, tenant.Time.GetUtcNow().AddHours(-2))[2];

        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains("the clock of this backend", finding.Evidence.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EverySecretUsed_IsInNoLogLineAndNoReading()
    {
        var secrets = new List<string>();
        var seen = new List<string>();
        foreach (var profile in TenantProfiles.Names)
        {
            await using var tenant = await TenantUnderTest.StartAsync(profile);
            using var identity = new ManagedIdentityOnPaper();
            using var certificate = Certificates.SelfSigned();
            tenant.Simulated.AddCertificate(certificate);
            tenant.Simulated.AddFederatedIdentity(
                ManagedIdentityOnPaper.Issuer, ManagedIdentityOnPaper.PrincipalId, tenant.Cloud.FederationAudience, identity.PublicKey);
            tenant.Simulated.Inject(new TenantFault("/directoryAudits", TenantFaultKind.Malformed));
            TenantCredential[] credentials =
            [
                new ClientSecretTenantCredential(tenant.Simulated.ClientId, tenant.Simulated.ClientSecret),
                new ClientSecretTenantCredential(tenant.Simulated.ClientId, "wrong~secret.of-this-test"),
                new CertificateTenantCredential(tenant.Simulated.ClientId, certificate),
                new FederatedTenantCredential(tenant.Simulated.ClientId, identity),
            ];
            foreach (var credential in credentials)
            {
                var reader = tenant.Reader(credential: credential);
                seen.Add($"{credential} {await reader.ReadTenantAsync(Cancellation)} {await reader.ReadLicencesAsync(Cancellation)} {await reader.ReadSelfServiceResetAsync(Cancellation)}");
            }

            seen.AddRange(tenant.Loggers.Lines);
            secrets.AddRange([tenant.Simulated.ClientSecret, "wrong~secret.of-this-test", .. identity.Issued]);
        }

        Assert.NotEmpty(seen);
        Assert.All(secrets.Append("eyJ"), secret => Assert.DoesNotContain(seen, line => line.Contains(secret, StringComparison.Ordinal)));
    }
}
