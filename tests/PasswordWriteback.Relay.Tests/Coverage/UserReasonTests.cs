using System.Globalization;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Coverage;

/// <summary>One user after a grant, whose account, groups or DACL somebody changes: what a scan then says of it, operation by operation.</summary>
public sealed class UserReasonTests : IDisposable
{
    private const string Reset = "00299570-246d-11d0-a768-00aa006e0529";
    private static readonly OperationAnswer Can = new(OperationVerdict.Can, CoverageReason.Covered, "");
    private readonly DemoRelay _relay = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _relay.Dispose();

    [Theory]
    [InlineData(0x10200)]
    [InlineData(0x10240)]
    public async Task TheBitOfUserCannotChangePassword_SaysNothing_TheDenyAcesDo(int accountControl)
    {
        await GrantAsync();
        Set("userAccountControl", accountControl.ToString(CultureInfo.InvariantCulture));
        Assert.Equal((Can, Can), await ResetAndChangeAsync());

        await _relay.ForeignAddAsync(DemoForest.CanaryUser, "(OD;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)");
        await _relay.ForeignAddAsync(DemoForest.CanaryUser, "(OD;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;PS)");
        var (reset, change) = await ResetAndChangeAsync();

        Assert.Equal(Can, reset);
        Assert.Equal(new OperationAnswer(OperationVerdict.Cannot, CoverageReason.DeniedByAce, "Everyone may not use Change Password on this object only"), change);
    }

    [Fact]
    public async Task ADenyAce_IsNamed()
    {
        await GrantAsync();
        await _relay.ForeignAddAsync(DemoForest.CanaryUser, $"(OD;;CR;{Reset};;AU)");

        var user = await CanaryAsync();

        Assert.Equal((CoverageReason.DeniedByAce, "Authenticated Users may not use Reset Password on this object only"), (user.Reason, user.Where));
    }

    [Fact]
    public async Task ADenyAceForAGroupThatMayHoldTheAccount_LeavesUnknownWhatItConcerns_AndNothingElse()
    {
        await GrantAsync();
        await _relay.ForeignAddAsync(DemoForest.CanaryUser, $"(OD;;CR;{Reset};;S-1-5-21-9-9-9-9999)");
        Assert.Equal(CoverageReason.Covered, (await CanaryAsync()).Reason);

        _relay.Connector.Hidden.Add("tokenGroups");
        var user = await CanaryAsync();

        Assert.Equal(CoverageReason.Unreadable, user.Reason);
        Assert.StartsWith("tokenGroups of", user.Where, StringComparison.Ordinal);
        Assert.Equal(new OperationAnswer(OperationVerdict.Unknown, CoverageReason.Unreadable, user.Where), user.Operations.SelfReset);
        Assert.Equal(user.Operations.SelfReset, user.Operations.AdministratorReset);
        Assert.Equal((Can, Can), (user.Operations.Change, user.Operations.Unlock));
    }

    [Fact]
    public async Task ANewMemberOfAProtectedGroup_CanBeReset_UntilItIsStamped()
    {
        await GrantAsync();
        var members = await MembersAsync();
        _relay.Forest.Modify(DemoForest.RootPdc, "CN=Tier 0 Operators,OU=Groups,DC=contoso,DC=example", "member", [.. members, DemoForest.CanaryUser]);

        var joined = (await CanaryAsync()).Operations.SelfReset;
        _relay.Clock.Advance(TimeSpan.FromMinutes(61));
        var stamped = (await CanaryAsync()).Operations;

        Assert.Equal((OperationVerdict.Conditional, CoverageCondition.NewProtectedMember, "Domain Admins"), (joined.Verdict, joined.Condition, joined.Where));
        Assert.Equal(new OperationAnswer(OperationVerdict.Cannot, CoverageReason.ProtectedByDesign, "Domain Admins"), stamped.SelfReset);
        Assert.Equal(OperationVerdict.Can, stamped.Change.Verdict);
    }

    [Fact]
    public async Task ASmartCardOnlyAccount_IsCoveredOnACondition()
    {
        await GrantAsync();
        Set("userAccountControl", "262656");

        var user = await CanaryAsync();

        Assert.Equal((CoverageReason.Covered, CoverageCondition.SmartCardOnly), (user.Reason, user.Operations.SelfReset.Condition));
        Assert.Equal(Can, user.Operations.Unlock);
    }

    [Fact]
    public async Task APasswordOfToday_WaitsForItsMinimumAge_AndTheAnswerSaysUntilWhen()
    {
        await GrantAsync();
        var set = _relay.Clock.GetUtcNow();
        Set("pwdLastSet", set.ToFileTime().ToString(CultureInfo.InvariantCulture));

        var bound = (await CanaryAsync()).Operations;
        _relay.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(new OperationAnswer(OperationVerdict.Conditional, CoverageReason.Covered, "", CoverageCondition.MinimumAge, set.AddDays(1)), bound.Change);
        Assert.Equal((bound.Change, bound.Change, Can), (bound.SelfReset, bound.AdministratorReset, bound.Unlock));
        Assert.Equal((Can, Can), ((await CanaryAsync()).Operations.Change, (await CanaryAsync()).Operations.SelfReset));
    }

    [Fact]
    public async Task WhoMayNotSeePasswordSettingsObjects_DoesNotKnowTheAge_OfAnybody()
    {
        await GrantAsync();

        var user = await CanaryAsync(reader: DemoForest.ReaderAccount);

        Assert.Equal(new OperationAnswer(OperationVerdict.Conditional, CoverageReason.Covered, "", CoverageCondition.MinimumAge), user.Operations.Change);
        Assert.Equal(Can, user.Operations.Unlock);
    }

    private void Set(string attribute, string value) => _relay.Forest.Modify(DemoForest.RootPdc, DemoForest.CanaryUser, attribute, value);

    private async Task GrantAsync()
    {
        await _relay.GrantAsync((await _relay.AssessAsync()).Plan.Hash);
        _relay.Clock.Advance(TimeSpan.FromHours(1));
    }

    private async Task<(OperationAnswer Reset, OperationAnswer Change)> ResetAndChangeAsync()
    {
        var user = await CanaryAsync();
        return (user.Operations.SelfReset, user.Operations.Change);
    }

    private async Task<UserCoverage> CanaryAsync(string? reader = null)
    {
        UserCoverage? canary = null;
        await new CoverageScanner(reader is null ? _relay.Connector : _relay.Forest.ConnectorFor(reader), _relay.Clock)
            .ScanAsync(await _relay.RequestAsync(), user => canary = user.Dn == DemoForest.CanaryUser ? user : canary, Now);
        return canary!;
    }

    private async Task<IReadOnlyList<string>> MembersAsync()
    {
        await using var connection = await _relay.Connector.ConnectAsync(DemoForest.RootPdc, Now);
        return (await connection.ReadAsync("CN=Tier 0 Operators,OU=Groups,DC=contoso,DC=example", Now, "member")).GetStrings("member");
    }
}
