using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.Runs;

/// <summary>One simulated tenant, two separate forests that replicate nothing to each other, one Entra Connect server beside the first one's relay.</summary>
[Collection(Forests.OfParts)]
public sealed class TwoForestsTests(FreshForest fresh, SecondForest second) : SambaTest(fresh), IClassFixture<SecondForest>
{
    // Change Password is everybody's in a new domain, so neither forest lacks it.
    private static readonly string[] Rights =
    [
        FindingCodes.ResetPassword, FindingCodes.WriteLockoutTime, FindingCodes.WritePwdLastSet, FindingCodes.UnexpirePassword,
    ];

    private SambaLab Other => second.Lab;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await second.BeginAsync(Lab);
    }

    [Fact]
    public async Task OneApply_GrantsInBothForests_AndSwitchesOnOnce_AndTheNextCheckIsCompliant()
    {
        await using var run = await RunOnSamba.CreateWithTenantAsync(Lab);
        run.AddForest(Other);
        Assert.Equal(50, await Lab.ConnectorResetAsync("dc1", Lab.Env.Object("salesUser")));
        Assert.Equal(50, await Other.ConnectorResetAsync("dc1", Other.Env.Object("salesUser")));

        var applied = await run.ApplyAsync();

        Assert.Equal(Verdict.Compliant, applied.Verdict);
        Assert.All(Rights, right => Assert.Equal((FindingStatus.Met, FindingStatus.Met), (StatusOf(applied, right, Lab), StatusOf(applied, right, Other))));
        AssertApprovedAndWritten(applied, Lab);
        AssertApprovedAndWritten(applied, Other);
        Assert.Equal(0, await Lab.ConnectorResetAsync("dc2", Lab.Env.Object("salesUser")));
        Assert.Equal(0, await Other.ConnectorResetAsync("dc2", Other.Env.Object("salesUser")));
        Assert.Single(applied.Changes, change => change.Kind == ChangeKind.ConnectSwitch);

        // Both grants and their confirmation come before the switch, which is turned once.
        var sent = run.World.Sent.Select(attempt => attempt.Command).Where(command => command is GrantPermissions or ConfirmReplication or SetConnectWriteback).ToList();
        Assert.Equal([Lab.Env.Domain, Other.Env.Domain], sent.OfType<GrantPermissions>().Select(grant => grant.Forest));
        Assert.Superset(
            new HashSet<string> { Lab.Env.Domain, Other.Env.Domain },
            sent.TakeWhile(command => command is not SetConnectWriteback).OfType<ConfirmReplication>().Select(confirm => confirm.Forest).ToHashSet());
        Assert.Single(sent.OfType<SetConnectWriteback>());

        var check = await run.CheckAsync();

        Assert.Equal(Verdict.Compliant, check.Verdict);
        Assert.Empty(PlanOf(check, Lab).Targets);
        Assert.Empty(PlanOf(check, Other).Targets);
        Assert.Contains(run.Tenant!.Requests, request => request.PathAndQuery.Contains("subscribedSkus", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AForestAddedAfterEnabling_MakesTheTenantsVerdict_UntilItIsGrantedAndOnboarded()
    {
        await using var run = await RunOnSamba.CreateWithTenantAsync(Lab);
        var first = await run.ApplyAsync();
        Assert.Equal(Verdict.Compliant, first.Verdict);
        run.AddForest(Other);

        var added = await run.CheckAsync();

        Assert.Equal(Verdict.NonCompliant, added.Verdict);
        Assert.Equal(Verdict.Compliant, VerdictRule.Judge(added.Findings.Where(finding => finding.Subject != Other.Env.Domain)));
        Assert.All(Rights, right => Assert.Equal((FindingStatus.Met, FindingStatus.NotMet), (StatusOf(added, right, Lab), StatusOf(added, right, Other))));
        AssertReonboardRequired(added);
        Assert.Equivalent(
            new (string, string?)[] { (Lab.Env.Domain, null), (Other.Env.Domain, Lab.Env.Domain) },
            added.Forests.Select(forest => (forest.Forest, forest.ServedBy)),
            strict: true);
        AssertOwnAccountAndPlan(first, Lab);
        AssertOwnAccountAndPlan(added, Other);
        Assert.NotEmpty(PlanOf(added, Other).Targets);
        Assert.Empty(PlanOf(added, Lab).Targets);
        Assert.Equal(50, await Other.ConnectorResetAsync("dc1", Other.Env.Object("salesUser")));

        var granted = await run.ApplyAsync();

        Assert.Equal(Verdict.ActionRequired, granted.Verdict);
        Assert.All(Rights, right => Assert.Equal((FindingStatus.Met, FindingStatus.Met), (StatusOf(granted, right, Lab), StatusOf(granted, right, Other))));
        Assert.Equal(0, await Lab.ConnectorResetAsync("dc2", Lab.Env.Object("salesUser")));
        Assert.Equal(0, await Other.ConnectorResetAsync("dc2", Other.Env.Object("salesUser")));
        AssertReonboardRequired(granted);
        Assert.DoesNotContain(granted.Changes, change => change.Kind == ChangeKind.ConnectSwitch);
        var grants = run.World.Sent.Select(attempt => attempt.Command).OfType<GrantPermissions>().Select(grant => (grant.RunId, grant.Forest));
        Assert.Equal([(first.RunId, Lab.Env.Domain), (granted.RunId, Other.Env.Domain)], grants);

        await run.Connect.SetWritebackAsync(enabled: false, TestContext.Current.CancellationToken);
        await run.Connect.SetWritebackAsync(enabled: true, TestContext.Current.CancellationToken);
        var onboarded = await run.CheckAsync();

        Assert.Equal(FindingStatus.Met, StatusOf(onboarded, FindingCodes.Onboarded, Other));
        Assert.Equal(Verdict.Compliant, onboarded.Verdict);
    }

    private void AssertReonboardRequired(RunReport report)
    {
        var finding = report.Findings.Single(finding => finding.Code == FindingCodes.Onboarded && finding.Subject == Other.Env.Domain);
        Assert.Equal((FindingStatus.ActionRequired, true), (finding.Status, (bool?)finding.Evidence.Facts!["reonboardRequired"]));
        Assert.Equal(FindingStatus.Met, StatusOf(report, FindingCodes.Onboarded, Lab));
    }

    private static void AssertOwnAccountAndPlan(RunReport report, SambaLab lab)
    {
        var account = report.Findings.Single(finding => finding.Code == FindingCodes.ConnectorAccount && finding.Subject == lab.Env.Domain);
        Assert.Equal((FindingStatus.Met, lab.Env.Accounts["connector"].Sid), (account.Status, (string?)account.Evidence.Facts!["sid"]));
        Assert.Equal(lab.Env.Accounts["connector"].Sid, PlanOf(report, lab).AccountSid);
        Assert.All(PlanOf(report, lab).Targets, target => Assert.EndsWith(lab.Env.BaseDn, target.Dn, StringComparison.OrdinalIgnoreCase));
    }

    private static void AssertApprovedAndWritten(RunReport report, SambaLab lab)
    {
        AssertOwnAccountAndPlan(report, lab);
        Assert.Equal(FindingStatus.Met, StatusOf(report, FindingCodes.PlanApproved, lab));
        Assert.Equal(
            PlanOf(report, lab).Targets.Select(target => target.Dn),
            report.Changes.Where(change => change.Kind == ChangeKind.Permissions && change.Forest == lab.Env.Domain).Select(change => change.Target));
    }

    private static PermissionPlan PlanOf(RunReport report, SambaLab lab) => report.Forests.Single(forest => forest.Forest == lab.Env.Domain).Plan!;

    private static FindingStatus StatusOf(RunReport report, string code, SambaLab lab) =>
        report.Findings.Single(finding => finding.Code == code && finding.Subject == lab.Env.Domain).Status;
}
