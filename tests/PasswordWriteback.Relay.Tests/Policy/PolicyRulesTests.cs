using System.Collections.ObjectModel;
using System.Globalization;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Policy;

namespace PasswordWriteback.Relay.Tests.Policy;

/// <summary>What the policy says of a plan and of a command, rule by rule. Plans are made up: no directory would show such objects.</summary>
public sealed class PolicyRulesTests
{
    private const string Scope = "OU=Staff,DC=contoso,DC=example";
    private const string Account = "S-1-5-21-1-2-3-1104";

    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly RelayPolicy Unattended = new() { WritingMode = WritingMode.Unattended, Scopes = [Scope] };

    [Theory]
    [InlineData("OU=Staff,DC=contoso,DC=example")]
    [InlineData("ou=staff,dc=CONTOSO,dc=example")]
    [InlineData("OU=Sales,OU=Staff,DC=contoso,DC=example")]
    [InlineData(@"OU=Sales\, West,OU=Staff,DC=contoso,DC=example")]
    [InlineData(@"OU=Ends with a backslash\\,OU=Staff,DC=contoso,DC=example")]
    public void APlanInTheScope_IsAllowed(string target) =>
        Assert.IsType<PolicyDecision.Allowed>(Decide(Unattended, Plan(target)));

    [Theory]
    [InlineData("OU=Servers,DC=contoso,DC=example")]
    [InlineData("OU=AllStaff,DC=contoso,DC=example")] // ends alike
    [InlineData("OU=All OU=Staff,DC=contoso,DC=example")]
    [InlineData(@"OU=Admins\,OU=Staff,DC=contoso,DC=example")] // one component whose value holds the scope
    [InlineData(@"OU=Admins\\\,OU=Staff,DC=contoso,DC=example")]
    [InlineData("OU=Staff,DC=contoso,DC=example,DC=com")] // begins alike
    [InlineData("OU=Staff,DC=emea,DC=contoso,DC=example")]
    [InlineData("OU=Staff ,DC=contoso,DC=example")]
    [InlineData(@"OU=Sta\66f,DC=contoso,DC=example")] // the same object in another spelling: refused, not guessed
    [InlineData(",OU=Staff,DC=contoso,DC=example")]
    [InlineData("")]
    public void APlanOutsideTheScope_IsRefused(string target) =>
        Assert.Equal(PolicyReason.ScopeNotAllowed, Refusal(Unattended, Plan(target)));

    [Fact]
    public void OneTargetOutside_RefusesTheWholePlan()
    {
        var plan = Plan(Scope);

        Assert.Equal(
            PolicyReason.ScopeNotAllowed,
            Refusal(Unattended, plan with { Targets = [.. plan.Targets, plan.Targets[0] with { Dn = "OU=Admins,DC=contoso,DC=example" }] }));
    }

    [Fact]
    public void TheHeadOfADomain_IsRefused_UnlessThePolicySaysDomainWide()
    {
        var plan = Plan("dc=Contoso,DC=example");

        Assert.Equal(PolicyReason.ScopeNotAllowed, Refusal(Unattended with { Scopes = [] }, plan));
        Assert.IsType<PolicyDecision.Allowed>(Decide(Unattended with { Scopes = [], DomainWide = true }, plan));
    }

    [Fact]
    public void DomainWideBesideScopes_AllowsOnTheHeadOnlyWhatActsOnTheHeadItself()
    {
        var policy = Unattended with { DomainWide = true };

        Assert.Equal(PolicyReason.ScopeNotAllowed, Refusal(policy, Plan("DC=contoso,DC=example")));
        Assert.IsType<PolicyDecision.Allowed>(Decide(policy, Plan("DC=contoso,DC=example", objectClass: "domainDNS")));
    }

    [Fact]
    public void ADomainThatIsNotNamed_IsRefused()
    {
        Assert.Equal(PolicyReason.DomainNotAllowed, Refusal(Unattended with { Domains = ["emea.contoso.example"] }, Plan(Scope)));
        Assert.IsType<PolicyDecision.Allowed>(Decide(Unattended with { Domains = ["CONTOSO.example"] }, Plan(Scope)));
    }

    [Fact]
    public void AProfileThatIsNotNamed_IsRefused()
    {
        var policy = Unattended with { Profiles = [PermissionProfile.Find("guides-2018")!] };

        Assert.Equal(PolicyReason.ProfileNotAllowed, Refusal(policy, Plan(Scope)));
        Assert.IsType<PolicyDecision.Allowed>(Decide(policy, Plan(Scope) with { Profile = "guides-2018" }));
    }

    [Fact]
    public void AnAccountThatIsNotPinned_IsRefused()
    {
        Assert.Equal(PolicyReason.AccountNotPinned, Refusal(Unattended with { PinnedAccounts = ["S-1-5-21-1-2-3-11040", "S-1-5-21-1-2-3-110"] }, Plan(Scope)));
        Assert.IsType<PolicyDecision.Allowed>(Decide(Unattended with { PinnedAccounts = [Account] }, Plan(Scope)));
    }

    [Fact]
    public void CommandsThatAreNotAllowed_AreRefused_AlsoThoseThatRead()
    {
        var policy = Unattended with { AllowedCommands = ["discover"] };

        Assert.IsType<PolicyDecision.Allowed>(Decide(policy, new Discover(Guid.Empty, Guid.Empty, "run-1", "contoso.example")));
        Assert.Equal(PolicyReason.CommandNotAllowed, Refusal(policy, new AssessPermissions(Guid.Empty, Guid.Empty, "run-1", "contoso.example")));
        Assert.Equal(PolicyReason.CommandNotAllowed, Refusal(policy, Plan(Scope)));
        Assert.Equal(PolicyReason.CommandNotAllowed, Refusal(policy with { AllowedCommands = [] }, new Discover(Guid.Empty, Guid.Empty, "run-1", "contoso.example")));
    }

    [Fact]
    public void TheSwitch_IsTurnedOnlyWhereThePolicySaysSo_AndNeverInModeOff()
    {
        var set = new SetConnectWriteback(Guid.Empty, Guid.Empty, "run-1", "contoso.example", Enabled: true);

        Assert.Equal(PolicyReason.ConnectSwitchNotAllowed, Refusal(Unattended, set));
        Assert.IsType<PolicyDecision.Allowed>(Decide(Unattended with { ConnectSwitch = true }, set));
        Assert.IsType<PolicyDecision.Allowed>(Decide(Unattended with { ConnectSwitch = true, WritingMode = WritingMode.Approved }, set));
        Assert.Equal(PolicyReason.WritingOff, Refusal(Unattended with { ConnectSwitch = true, WritingMode = WritingMode.Off }, set));
    }

    [Fact]
    public void AProblemOfThePolicy_RefusesEveryWrite_AndNoReading()
    {
        var broken = State(RelayPolicy.Safest) with { Problem = "line 3" };

        Assert.All<RelayCommand>(
            [Grant, new RevokePermissions(Guid.Empty, Guid.Empty, "run-1", "contoso.example", "run-0"), new SetConnectWriteback(Guid.Empty, Guid.Empty, "run-1", "contoso.example", true)],
            command => Assert.Equal(
                PolicyReason.PolicyProblem, Assert.IsType<PolicyDecision.Refused>(PolicyRules.Decide(broken, command, plan: null, Monday)).Reason));
        Assert.IsType<PolicyDecision.Allowed>(PolicyRules.Decide(broken, new Discover(Guid.Empty, Guid.Empty, "run-1", "contoso.example"), plan: null, Monday));
    }

    [Fact]
    public void Windows_BindWhatTheServiceDoesByItself_AndNoPerson()
    {
        var policy = Unattended with { ConnectSwitch = true, MaintenanceWindows = [new([DayOfWeek.Saturday], new(22, 0), new(4, 0), TimeZoneInfo.Utc)] };
        var set = new SetConnectWriteback(Guid.Empty, Guid.Empty, "run-1", "contoso.example", Enabled: true);
        var revoke = new RevokePermissions(Guid.Empty, Guid.Empty, "run-1", "contoso.example", "run-0");

        Assert.Equal(PolicyReason.OutsideWindow, Refusal(policy, Plan(Scope)));
        Assert.Equal(PolicyReason.OutsideWindow, Refusal(policy, set));
        Assert.Equal(PolicyReason.OutsideWindow, Refusal(policy, revoke));
        Assert.IsType<PolicyDecision.Allowed>(Decide(policy, Plan(Scope), At("2026-11-21T23:00:00Z")));
        Assert.IsType<PolicyDecision.NeedsLocalApproval>(Decide(policy with { WritingMode = WritingMode.Approved }, Plan(Scope)));
        Assert.Equal(PolicyReason.OutsideWindow, Refusal(policy with { WritingMode = WritingMode.Approved }, set));
    }

    [Theory]
    [InlineData("2026-11-21T21:59:59.999Z", false)]
    [InlineData("2026-11-21T22:00:00Z", true)]
    [InlineData("2026-11-21T23:59:59.999Z", true)]
    [InlineData("2026-11-22T00:00:00Z", true)]
    [InlineData("2026-11-22T03:59:59.999Z", true)]
    [InlineData("2026-11-22T04:00:00Z", false)]
    [InlineData("2026-11-22T22:30:00Z", false)] // Sunday opens none
    public void AWindowAcrossMidnight_BeginsAndEndsExactly(string now, bool open) =>
        Opens(new([DayOfWeek.Saturday], new(22, 0), new(4, 0), TimeZoneInfo.Utc), now, open);

    [Theory]
    [InlineData("2026-03-29T00:29:00Z", false)] // 01:29 in Zurich
    [InlineData("2026-03-29T00:30:00Z", true)] // 01:30
    [InlineData("2026-03-29T01:00:00Z", false)] // clocks go from 02:00 to 03:00: it is 03:00
    [InlineData("2026-10-25T00:15:00Z", true)] // 02:15 in summer time
    [InlineData("2026-10-25T00:30:00Z", false)] // 02:30
    [InlineData("2026-10-25T01:15:00Z", true)] // 02:15 once more
    [InlineData("2026-10-25T01:30:00Z", false)]
    public void AWindow_FollowsTheClockOnTheWall_WhenItIsChanged(string now, bool open) => Opens(
        new([DayOfWeek.Sunday], new(1, 30), new(2, 30), TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich")), now, open);

    [Theory]
    [InlineData("2026-11-21T05:59:00Z", false)]
    [InlineData("2026-11-21T06:00:00Z", true)]
    [InlineData("2026-11-22T05:59:00Z", true)]
    [InlineData("2026-11-22T06:00:00Z", false)]
    public void EqualTimes_AreADay(string now, bool open) => Opens(new([DayOfWeek.Saturday], new(6, 0), new(6, 0), TimeZoneInfo.Utc), now, open);

    private static void Opens(MaintenanceWindow window, string now, bool open)
    {
        var decision = Decide(Unattended with { MaintenanceWindows = [window] }, Plan(Scope), At(now));
        Assert.Equal(open ? null : PolicyReason.OutsideWindow, (decision as PolicyDecision.Refused)?.Reason);
    }

    private static GrantPermissions Grant { get; } = new(Guid.Empty, Guid.Empty, "run-1", "contoso.example", new string('a', 64));

    private static PermissionPlan Plan(string target, string objectClass = "user") => new(
        Grant.PlanHash,
        @"CONTOSO\MSOL_1",
        Account,
        PermissionProfile.Default.Name,
        [new PlannedTarget(target, "contoso.example", "dc1", "", 1, [new PlannedAce(WritebackRight.ResetPassword, objectClass, "", "")], null)],
        [],
        Monday);

    private static DateTimeOffset At(string now) => DateTimeOffset.Parse(now, CultureInfo.InvariantCulture);

    private static PolicyState State(RelayPolicy policy) => new(policy, "hash", Problem: null, Path: null, ReadOnlyDictionary<string, int>.Empty);

    private static PolicyDecision Decide(RelayPolicy policy, PermissionPlan plan, DateTimeOffset? now = null) =>
        PolicyRules.Decide(State(policy), Grant, plan, now ?? Monday);

    private static PolicyDecision Decide(RelayPolicy policy, RelayCommand command) => PolicyRules.Decide(State(policy), command, plan: null, Monday);

    private static string Refusal(RelayPolicy policy, PermissionPlan plan) => Assert.IsType<PolicyDecision.Refused>(Decide(policy, plan)).Reason;

    private static string Refusal(RelayPolicy policy, RelayCommand command) => Assert.IsType<PolicyDecision.Refused>(Decide(policy, command)).Reason;
}
