using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Forest.Passwords;
using PasswordWriteback.Simulation.Forest.State;
using static PasswordWriteback.Simulation.Forest.DemoForest;

namespace PasswordWriteback.Simulation.Tests.Forest;

public sealed class PasswordResetTests
{
    private const string Head = "DC=contoso,DC=example";
    private readonly ForestHarness _forest = new(new DemoForestOptions { HardenedHead = true });

    private PasswordResetResult Reset(string user, string server = RootPdc, bool policyHints = true) =>
        _forest.Directory.ResetPassword(server, user, ConnectorAccount, policyHints);

    private async Task GrantEverywhere()
    {
        await _forest.GrantReset(RootPdc, RootScope);
        await _forest.Add(RootPdc, RootScope, $"(OA;CIIO;WP;28630ebf-41d5-11d1-a9c1-0000f80367c1;bf967aba-0de6-11d0-a285-00aa003049e2;{_forest.ConnectorSid})");
        await _forest.Add(RootPdc, Head, $"(OA;;CR;ccc2dc7d-a6ad-4a7a-8846-c04e3cc53501;;{_forest.ConnectorSid})");
        _forest.Clock.Advance(TimeSpan.FromMinutes(45));
    }

    [Fact]
    public void WithoutTheGrant_IsDenied() => Assert.Equal(PasswordResetOutcome.AccessDenied, Reset(CanaryUser).Outcome);

    [Fact]
    public async Task WithTheGrant_SucceedsOnEveryWritableController_AndTheReadOnlyOneRefuses()
    {
        await GrantEverywhere();

        Assert.Equal(PasswordResetOutcome.Done, Reset(CanaryUser).Outcome);
        Assert.Equal(PasswordResetOutcome.Done, Reset($"CN=Anna Baumann,OU=Engineering,{RootScope}", RootSecond).Outcome);
        Assert.Equal(PasswordResetOutcome.Unavailable, Reset(CanaryUser, RootReadOnly).Outcome);
    }

    [Fact]
    public async Task WhileInheritanceIsPending_IsDeniedOnThatControllerOnly()
    {
        await _forest.GrantReset(RootPdc, RootScope);
        _forest.Clock.Advance(TimeSpan.FromMinutes(15));

        Assert.Equal(PasswordResetOutcome.Done, Reset(CanaryUser).Outcome);
        Assert.Equal(PasswordResetOutcome.AccessDenied, Reset(CanaryUser, RootSecond).Outcome);
    }

    [Fact]
    public async Task WithUnexpirePassword_SetsPwdLastSetToNow_WhichReplicates()
    {
        await GrantEverywhere();
        var result = Reset(CanaryUser);
        _forest.Clock.Advance(TimeSpan.FromMinutes(15));

        Assert.Equal(_forest.Clock.GetUtcNow() - TimeSpan.FromMinutes(15), result.PwdLastSet);
        Assert.Equal(result.PwdLastSet!.Value.ToFileTime(), (await _forest.Read(RootSecond, CanaryUser, "pwdLastSet")).GetInteger("pwdLastSet"));
    }

    [Fact]
    public async Task WithoutUnexpirePassword_SetsPwdLastSetToZero()
    {
        await _forest.GrantReset(RootPdc, RootScope);
        _forest.Clock.Advance(TimeSpan.FromMinutes(45));
        var result = Reset(CanaryUser);

        Assert.Equal(PasswordResetOutcome.Done, result.Outcome);
        Assert.Null(result.PwdLastSet);
        Assert.Equal(0, (await _forest.Read(RootPdc, CanaryUser, "pwdLastSet")).GetInteger("pwdLastSet"));
    }

    [Fact]
    public async Task InANewDomain_EverybodyMayUnexpire()
    {
        var forest = new ForestHarness();
        await forest.GrantReset(RootPdc, RootScope);
        forest.Clock.Advance(TimeSpan.FromMinutes(45));

        Assert.NotNull(forest.Directory.ResetPassword(RootPdc, CanaryUser, ConnectorAccount).PwdLastSet);
    }

    [Theory]
    [InlineData(NestedAdministrator)]
    [InlineData(OrphanedAdministrator)]
    [InlineData("CN=Canary2," + BlockedUnit)]
    public async Task OfAProtectedOrBlockedUser_IsDeniedDespiteTheGrant(string user)
    {
        _forest.Directory.Extend(BlockedUnit, unit => unit.User("canary2", "Canary2"));
        await GrantEverywhere();

        Assert.Equal(PasswordResetOutcome.AccessDenied, Reset(user).Outcome);
    }

    [Fact]
    public async Task OnTheDayOfAChange_IsAgainstThePolicy_UnlessHintsAreNotSent()
    {
        await GrantEverywhere();
        Reset(CanaryUser);
        _forest.Clock.Advance(TimeSpan.FromMinutes(23 * 60));

        Assert.Equal(PasswordResetOutcome.PolicyRestriction, Reset(CanaryUser).Outcome);
        Assert.Equal(PasswordResetOutcome.Done, Reset(CanaryUser, policyHints: false).Outcome);
        _forest.Clock.Advance(TimeSpan.FromMinutes(24 * 60));
        Assert.Equal(PasswordResetOutcome.Done, Reset(CanaryUser).Outcome);
    }

    [Fact]
    public async Task OfALockedOutUser_UnlocksIt_IfLockoutTimeMayBeWritten()
    {
        await GrantEverywhere();
        _forest.Directory.Modify(RootPdc, CanaryUser, "lockoutTime", "134000000000000000");

        Assert.True(Reset(CanaryUser).Unlocked);
        Assert.Equal(0, (await _forest.Read(RootPdc, CanaryUser, "lockoutTime")).GetInteger("lockoutTime"));
    }

    [Fact]
    public async Task OfADisabledOrMissingUser_SaysSo()
    {
        await GrantEverywhere();
        _forest.Directory.Modify(RootPdc, CanaryUser, "userAccountControl", "514");

        Assert.Equal(PasswordResetOutcome.AccountDisabled, Reset(CanaryUser).Outcome);
        Assert.Equal(PasswordResetOutcome.NoSuchUser, Reset($"CN=Nobody,{RootScope}").Outcome);
        _forest.Directory.SetReachability(RootPdc, Reachability.Silent);
        Assert.Equal(PasswordResetOutcome.Unavailable, Reset(CanaryUser).Outcome);
    }
}
