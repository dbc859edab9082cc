using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Graph.Tests.Support;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Graph.Tests.Identity;

public sealed class FederatedIdentityTests
{
    private const string Audience = "api://AzureADTokenExchange";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ManagedIdentity_ThatTheAppTrusts_StandsForTheApp_AndItsTokenAppearsNowhere()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        using var identity = new ManagedIdentityOnPaper();
        tenant.Simulated.AddFederatedIdentity(ManagedIdentityOnPaper.Issuer, ManagedIdentityOnPaper.PrincipalId, Audience, identity.PublicKey);

        var reading = await tenant
            .Reader(credential: new FederatedTenantCredential(tenant.Simulated.ClientId, identity))
            .ReadTenantAsync(Cancellation);

        Assert.Null(reading.Organization.UnknownReason);
        Assert.Equal([$"{Audience}/.default"], identity.Asked);
        Assert.DoesNotContain(tenant.Loggers.Lines, line => line.Contains(identity.Issued.Single(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://login.microsoftonline.us/x/v2.0", ManagedIdentityOnPaper.PrincipalId, Audience, "700211")]
    [InlineData(ManagedIdentityOnPaper.Issuer, "0b9ec701-0000-4000-8000-00000000ffff", Audience, "700213")]
    [InlineData(ManagedIdentityOnPaper.Issuer, ManagedIdentityOnPaper.PrincipalId, "api://AzureADTokenExchangeUSGov", "700212")]
    public async Task FederatedCredential_MadeWrongly_IsUnknownAndSaysWhatDiffers(string issuer, string subject, string audience, string code)
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        using var identity = new ManagedIdentityOnPaper();
        tenant.Simulated.AddFederatedIdentity(issuer, subject, audience, identity.PublicKey);

        var reading = await tenant
            .Reader(credential: new FederatedTenantCredential(tenant.Simulated.ClientId, identity))
            .ReadTenantAsync(Cancellation);

        Assert.Contains($"(AADSTS{code})", reading.Organization.UnknownReason);
        Assert.DoesNotContain("the sign-in service refused", reading.Organization.UnknownReason);
    }

    [Fact]
    public async Task ManagedIdentity_ThatTheMachineDoesNotHave_IsUnknownAndNamesTheSetting()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        using var identity = new ManagedIdentityOnPaper { IsAbsent = true };

        var reading = await tenant
            .Reader(credential: new FederatedTenantCredential(tenant.Simulated.ClientId, identity))
            .ReadTenantAsync(Cancellation);

        Assert.Contains("Graph:ManagedIdentityClientId", reading.Organization.UnknownReason);
    }

    [Fact]
    public async Task OwnTenant_IsReadWithTheHostsIdentity_AndEveryOtherIsRefused()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        var borrowed = new ClientSecretTenantCredential(tenant.Simulated.ClientId, tenant.Simulated.ClientSecret)
            .For(tenant.Simulated.TenantId, tenant.Cloud, tenant.Transport);
        var own = new OwnTenantCredential(tenant.Simulated.TenantId, clientId: null) { Identity = borrowed };

        Assert.True((await tenant.Reader(credential: own).ReadTenantAsync(Cancellation)).Organization.IsKnown);
        Assert.Contains("Graph:OwnTenantId", Assert.Throws<GraphIdentityException>(() => tenant.Reader(Guid.NewGuid(), own)).Message, StringComparison.Ordinal);
    }
}
