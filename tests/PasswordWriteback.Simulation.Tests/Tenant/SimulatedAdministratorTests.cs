using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Simulation.Tests.Tenant;

public sealed class SimulatedAdministratorTests
{
    private const string Canary = TenantProfiles.Canary;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_AreDoneInTheTenantAndShownInOrder()
    {
        await using var tenant = await StartAsync();
        var shown = new List<AdministratorStep>();
        tenant.Administrator.OnStep = shown.Add;

        tenant.Administrator.SetResetScope(ResetScope.All);
        tenant.Administrator.EnableOnPremisesIntegration();

        Assert.Equal(ResetScope.All, tenant.State.ResetScope);
        Assert.Equal(ResetScope.All, tenant.State.Report.Scope);
        Assert.True(tenant.State.OnPremisesIntegration);
        Assert.Equal(tenant.Administrator.Steps, shown);
        Assert.Equal(
            [
                "Password reset > Properties: self-service password reset enabled for All",
                "Password reset > On-premises integration: write back passwords ticked",
            ],
            shown.Select(step => step.What));
    }

    [Fact]
    public async Task SetResetScope_ReportLags_StillShowsTheOldSetting()
    {
        await using var tenant = await StartAsync();

        tenant.Administrator.SetResetScope(ResetScope.All, reportFollows: false);

        Assert.Equal(ResetScope.None, tenant.State.Report.Scope);
    }

    [Fact]
    public async Task ResetPassword_IntegrationOff_FailsWithoutAskingOnPremises()
    {
        await using var tenant = await StartAsync();
        var asked = false;

        var accepted = await tenant.Administrator.ResetPasswordAsync(Canary, (_, _) => Task.FromResult(asked = true), Cancellation);

        Assert.False(accepted);
        Assert.False(asked);
        var audit = Assert.Single(tenant.State.Audits);
        Assert.False(audit.Succeeded);
        Assert.Equal("Password writeback is not enabled for this tenant", audit.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ResetPassword_IntegrationOn_EndsAsOnPremisesAnswers(bool answer)
    {
        await using var tenant = await StartAsync();
        tenant.Administrator.EnableOnPremisesIntegration();
        var user = "";

        var accepted = await tenant.Administrator.ResetPasswordAsync(
            Canary,
            (name, _) =>
            {
                user = name;
                return Task.FromResult(answer);
            },
            Cancellation);

        Assert.Equal(answer, accepted);
        Assert.Equal(Canary, user);
        Assert.Equal(answer, Assert.Single(tenant.State.Audits).Succeeded);
    }

    [Theory]
    [InlineData(ResetScope.None, Canary, false)]
    [InlineData(ResetScope.Selected, Canary, true)]
    [InlineData(ResetScope.Selected, "user01@contoso.example", false)]
    [InlineData(ResetScope.All, "user01@contoso.example", true)]
    [InlineData(ResetScope.All, "former1@contoso.example", false)]
    public async Task LetUserResetPassword_FollowsTheScope(ResetScope scope, string user, bool expected)
    {
        await using var tenant = await StartAsync();
        tenant.Administrator.EnableOnPremisesIntegration();
        tenant.Administrator.SetResetScope(scope);

        Assert.Equal(expected, await tenant.Administrator.LetUserResetPasswordAsync(user, (_, _) => Task.FromResult(true), Cancellation));
        Assert.Equal("Reset password (self-service)", Assert.Single(tenant.State.Audits).Activity);
    }

    [Theory]
    [InlineData("nobody@contoso.example")]
    [InlineData("admin@contoso.example")]
    public async Task ResetPassword_OfNoSynchronizedUser_IsRefused(string user)
    {
        await using var tenant = await StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(
            () => tenant.Administrator.ResetPasswordAsync(user, (_, _) => Task.FromResult(true), Cancellation));
        Assert.Empty(tenant.State.Audits);
    }

    [Fact]
    public async Task Start_UnknownProfile_NamesTheProfilesThereAre()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => SimulatedTenant.StartAsync("e9", TimeProvider.System, Cancellation));

        Assert.Contains(string.Join(", ", TenantProfiles.Names), error.Message);
    }

    private static Task<SimulatedTenant> StartAsync() =>
        SimulatedTenant.StartAsync(TenantProfiles.E3Hybrid, TimeProvider.System, Cancellation);
}
