using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.Runs;

[Collection(Forests.OfParts)]
public sealed class ApplyRunTests(FreshForest fresh) : SambaTest(fresh)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await BeginAfreshAsync();
    }

    [Fact]
    public async Task AnApply_EndsCompliant_ProvenByARealReset()
    {
        await using var run = await RunOnSamba.CreateAsync(Lab);
        Assert.Equal(50, await Lab.ConnectorResetAsync("dc1", Lab.Env.Object("salesUser")));

        var report = await run.ApplyAsync();

        Assert.Equal(Verdict.Compliant, report.Verdict);
        Assert.True(run.Connect.Listens);
        Assert.Equal(0, await Lab.ConnectorResetAsync("dc1", Lab.Env.Object("salesUser")));
        Assert.Equal(0, await Lab.ConnectorResetAsync("dc2", Lab.Env.Object("salesUser")));
        var proof = report.Findings.Single(finding => finding.Code == FindingCodes.ResetArrived);
        Assert.Equal(Lab.Env.Dc("dc1").Host, (string?)proof.Evidence.Facts!["controller"], ignoreCase: true);
    }

    [Fact]
    public async Task WhileDc2TakesNoChanges_TheRunNamesItAndSwitchesNothingOn_ThenFinishesOnceItResumes()
    {
        await using var run = await RunOnSamba.CreateAsync(Lab);
        await Lab.PauseInboundAsync("dc2");
        run.OnConfirmation = async () =>
        {
            if (run.Confirmations.Count <= 3)
            {
                Assert.Equal(ConfirmationState.RootPending, Dc2(run).State);
                Assert.False(run.Connect.Listens);
            }

            if (run.Confirmations.Count == 3)
            {
                await Lab.ResumeInboundAsync("dc2");
                await UntilDc2HasTheGrantAsync();
            }
        };

        var report = await run.ApplyAsync();

        Assert.Equal(Verdict.Compliant, report.Verdict);
        Assert.Equal(ConfirmationState.Confirmed, Dc2(run).State);
        Assert.True(run.Connect.Listens);
        Assert.Contains(report.Timeline, entry => entry.Note.Contains("RootPending", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithDc2CutOff_TheRunEndsAtTheDeadline_NamesItAndSinceWhen_AndSwitchesNothingOn()
    {
        await using var run = await RunOnSamba.CreateAsync(Lab);
        await Lab.CutAsync("dc2");
        try
        {
            run.OnConfirmation = () =>
            {
                Assert.Equal(ConfirmationState.Unreachable, Dc2(run).State);
                Assert.NotNull(Dc2(run).Since);
                run.World.Time.SetTo(run.World.Time.GetUtcNow() + TimeSpan.FromHours(run.Confirmations.Count == 2 ? 25 : 0));
                return Task.CompletedTask;
            };

            var report = await run.ApplyAsync();

            Assert.Equal(Verdict.NonCompliant, report.Verdict);
            Assert.False(run.Connect.Listens);
            var finding = report.Findings.Single(finding => finding.Code == FindingCodes.RequiredControllers);
            Assert.Equal(FindingStatus.NotMet, finding.Status);
            Assert.Contains(Lab.Env.Dc("dc2").Host, finding.Evidence.Summary, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("Unreachable since", finding.Evidence.Summary, StringComparison.Ordinal);
            Assert.All(run.Confirmations, confirmation => Assert.Equal(Dc2(run).Since, Dc2(confirmation).Since));
        }
        finally
        {
            await Lab.RestoreAsync("dc2");
        }
    }

    private async Task UntilDc2HasTheGrantAsync()
    {
        var sid = Lab.Env.Accounts["connector"].Sid;
        for (var attempt = 0; attempt < 60; attempt++)
        {
            if ((await Lab.DescriptorAsync("dc2", Lab.Env.Object("staffOu"))).Explicit.Any(ace => ace.Sddl.Contains(sid, StringComparison.Ordinal)))
            {
                return;
            }
        }

        Assert.Fail("dc2 took no changes in 60 looks after it was resumed.");
    }

    private ControllerConfirmation Dc2(RunOnSamba run) => Dc2(run.Confirmations[^1]);

    private ControllerConfirmation Dc2(IEnumerable<ControllerConfirmation> controllers) => controllers.Single(
        controller => controller.HostName.Equals(Lab.Env.Dc("dc2").Host, StringComparison.OrdinalIgnoreCase));
}
