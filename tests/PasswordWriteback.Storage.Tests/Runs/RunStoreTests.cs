using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;
using PasswordWriteback.Storage.Tests.Stores;

namespace PasswordWriteback.Storage.Tests.Runs;

public sealed class RunStoreTests
{
    private static readonly TenantScope Mine = TenantScope.Of(TestStore.Owner);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task Start_TwentyWritersAtOnce_AdmitsExactlyOne(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = await store.ActivateAsync();

        var admissions = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() =>
            store.Runs.StartAsync(Mine, TestStore.NewRun(tenantId, i % 2 == 0 ? RunMode.Apply : RunMode.Rollback), Token))));

        var admitted = Assert.Single(admissions, admission => admission.Kind == RunAdmissionKind.Admitted).Run!;
        Assert.All(admissions, admission => Assert.Equal(admitted.RunId, admission.Run!.RunId));
        Assert.Equal(19, admissions.Count(admission => admission.Kind == RunAdmissionKind.WriterBusy));
        Assert.Single((await store.Runs.ListAsync(Mine, tenantId, new RunQuery(), Token)).Items);
        Assert.Equal(1, (await store.Audit.ListAsync(Mine, tenantId, new AuditQuery(), Token)).Items.Count(line => line.Action is AuditAction.RunStarted or AuditAction.RollbackStarted));
    }

    [Theory, EveryDatabase]
    public async Task Start_WriterPastTheStore_IsRefusedByTheDatabaseItself(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        await store.StartAsync(await store.ActivateAsync(), RunMode.Apply);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => store.SqlAsync(
            """
            INSERT INTO run (tenant_key, run_id, mode, state, cause, started_by, started_at, minimum_password_age_zero)
            SELECT tenant_key, 'second', 'Rollback', 'Running', cause, started_by, started_at, minimum_password_age_zero FROM run
            """));
    }

    [Theory, EveryDatabase]
    public async Task Start_ReadersBesideAWriter_AndAWriterAfterIt_AreAdmitted(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = await store.ActivateAsync();
        var apply = await store.StartAsync(tenantId, RunMode.Apply);
        await store.StartAsync(tenantId, RunMode.Check);
        await store.StartAsync(tenantId, RunMode.Plan);
        await store.StartAsync(await store.ActivateAsync(name: "Other"), RunMode.Apply);

        await store.Runs.FailAsync(apply.RunId, "The engine lost it.", Token);

        await store.StartAsync(tenantId, RunMode.Rollback, apply.RunId);
    }

    [Theory, EveryDatabase]
    public async Task Start_SameKey_IsTheSameRun_AndAnotherRequestIsTold(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = await store.ActivateAsync();
        var run = TestStore.NewRun(tenantId) with { IdempotencyKey = "key", RequestHash = "hash" };

        var admissions = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            store.Runs.StartAsync(Mine, run with { RunId = $"run-{i}-{Guid.NewGuid():N}" }, Token))));
        var other = await store.Runs.StartAsync(Mine, run with { RunId = "other", RequestHash = "another" }, Token);

        var admitted = Assert.Single(admissions, admission => admission.Kind == RunAdmissionKind.Admitted).Run!;
        Assert.Equal(7, admissions.Count(admission => admission.Kind == RunAdmissionKind.Repeated && admission.Run!.RunId == admitted.RunId));
        Assert.Equal((RunAdmissionKind.KeyReused, admitted.RunId), (other.Kind, other.Run!.RunId));
        await store.Runs.StartAsync(Mine, run with { RunId = "elsewhere", TenantId = await store.ActivateAsync(name: "Other") }, Token);
        Assert.Equal(2, (await store.Runs.UnfinishedAsync(Token)).Count);
    }

    [Theory, EveryDatabase]
    public async Task Start_PendingOrUnknownTenant_IsRefused(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var pending = await store.RegisterAsync();

        Assert.Equal(new RunAdmission(RunAdmissionKind.NotActive, Run: null), await store.Runs.StartAsync(Mine, TestStore.NewRun(pending.TenantId), Token));
        Assert.Equal(new RunAdmission(RunAdmissionKind.NoTenant, Run: null), await store.Runs.StartAsync(Mine, TestStore.NewRun(Guid.NewGuid()), Token));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite, true, true)]
    [InlineData(DatabaseKind.Sqlite, false, false)]
    [InlineData(DatabaseKind.Sqlite, null, true)]
    [InlineData(DatabaseKind.Sqlite, null, false)]
    [InlineData(DatabaseKind.PostgreSql, true, true)]
    [InlineData(DatabaseKind.PostgreSql, false, false)]
    [InlineData(DatabaseKind.PostgreSql, null, true)]
    [InlineData(DatabaseKind.PostgreSql, null, false)]
    public async Task Start_AskedToSetTheTenantsSettings_KeepsWhatWasAsked_AndTheAuditSaysIt(DatabaseKind kind, bool? administrators, bool flag)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = await store.ActivateAsync();

        var admission = await store.Runs.StartAsync(
            Mine, TestStore.NewRun(tenantId, RunMode.Apply) with { AdministratorsMayReset = administrators, SetWritebackFeatureFlag = flag }, Token);

        Assert.Equal((administrators, flag), (admission.Run!.AdministratorsMayReset, admission.Run.SetWritebackFeatureFlag));
        Assert.Equal(admission.Run, Assert.Single(await store.Runs.UnfinishedAsync(Token)));
        var line = (await store.Audit.ListAsync(Mine, tenantId, new AuditQuery(), Token)).Items.Single(entry => entry.Action == AuditAction.RunStarted);
        Assert.Equal(
            (administrators, flag) switch
            {
                (true, true) => "Apply, started by Request. Asked to set authorizationPolicy.allowedToUseSSPR to true and onPremisesSynchronization.features.passwordWritebackEnabled to true.",
                (false, false) => "Apply, started by Request. Asked to set authorizationPolicy.allowedToUseSSPR to false.",
                (null, true) => "Apply, started by Request. Asked to set onPremisesSynchronization.features.passwordWritebackEnabled to true.",
                _ => "Apply, started by Request.",
            },
            line.Note);
    }

    [Theory, EveryDatabase]
    public async Task States_GoForwardOnly_AndEachChangeHasItsVersion(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = await store.ActivateAsync();
        var run = await store.StartAsync(tenantId);
        Assert.Equal((RunState.Accepted, store.Clock.GetUtcNow()), (run.State, run.StartedAt));

        await store.Runs.MarkRunningAsync(run.RunId, Token);
        await store.Runs.MarkRunningAsync(run.RunId, Token);
        var running = (await store.Runs.FindAsync(Mine, tenantId, run.RunId, Token))!;
        await store.Runs.FailAsync(run.RunId, "first", Token);
        await store.Runs.FailAsync(run.RunId, "second", Token);
        await store.Runs.MarkRunningAsync(run.RunId, Token);

        var failed = (await store.Runs.FindAsync(Mine, tenantId, run.RunId, Token))!;
        Assert.Equal((RunState.Running, run.Version + 1), (running.State, running.Version));
        Assert.Equal((RunState.Failed, run.Version + 2, "first"), (failed.State, failed.Version, failed.Failure));
        Assert.True(failed.HasEnded);
        Assert.Empty(await store.Runs.UnfinishedAsync(Token));
    }

    [Theory, EveryDatabase]
    public async Task List_PagesNewestFirst_WhileRunsAreAdded(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = await store.ActivateAsync();
        var started = new List<string>();
        for (var i = 0; i < 9; i++)
        {
            started.Add((await store.StartAsync(tenantId, i % 3 == 0 ? RunMode.Plan : RunMode.Check)).RunId);
        }

        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = await store.Runs.ListAsync(Mine, tenantId, new RunQuery(PageSize: 2, PageToken: token), Token);
            seen.AddRange(page.Items.Select(run => run.RunId));
            token = page.NextPageToken;
            await store.StartAsync(tenantId);
        }
        while (token is not null);

        Assert.Equal(Enumerable.Reverse(started), seen);
        var plans = await store.Runs.ListAsync(Mine, tenantId, new RunQuery(RunMode.Plan, RunState.Accepted), Token);
        Assert.Equal([started[6], started[3], started[0]], plans.Items.Select(run => run.RunId));
    }

    [Theory, EveryDatabase]
    public async Task Progress_IsReplacedPerForest_AndEndsWithTheRun(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var run = await store.StartAsync(await store.ActivateAsync());
        ControllerConfirmation Controller(ConfirmationState state) => new("dc1.corp.example", "corp.example", "Site", true, "PDC emulator", state, "Because.", null, 3);

        await store.Reports.SaveControllersAsync(run.RunId, "corp.example", [Controller(ConfirmationState.RootPending)], Token);
        store.Clock.Advance(TimeSpan.FromMinutes(1));
        await store.Reports.SaveControllersAsync(run.RunId, "corp.example", [Controller(ConfirmationState.Confirmed)], Token);
        await store.Reports.SaveControllersAsync(run.RunId, "a.example", [], Token);
        await store.Reports.SaveControllersAsync("no such run", "a.example", [], Token);

        var progress = await store.Runs.LoadProgressAsync(run.RunId, Token);
        Assert.Equal(["a.example", "corp.example"], progress.Select(forest => forest.Forest));
        Assert.Equal(store.Clock.GetUtcNow(), progress[1].At);
        Assert.Equal(Controller(ConfirmationState.Confirmed), Assert.Single(progress[1].Controllers));
        await store.Reports.SaveAsync(TestReports.Of(run, Verdict.Compliant), Token);
        await store.Reports.SaveControllersAsync(run.RunId, "a.example", [], Token);
        Assert.Empty(await store.Runs.LoadProgressAsync(run.RunId, Token));
    }

    [Theory, EveryDatabase]
    public async Task Purge_ErasesOldRuns_ButNoneThatIsNeeded(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = await store.ActivateAsync();
        async Task<RunRecord> Ended(RunMode mode, Verdict verdict, bool changed = false, string? rollbackOf = null)
        {
            var run = await store.StartAsync(tenantId, mode, rollbackOf);
            var report = TestReports.Of(run, verdict);
            await store.Reports.SaveAsync(changed ? report with { Changes = [TestReports.Change(run)] } : report, Token);
            store.Clock.Advance(TimeSpan.FromMinutes(1));
            return run;
        }

        var oldCheck = await Ended(RunMode.Check, Verdict.Compliant);
        var undone = await Ended(RunMode.Apply, Verdict.Compliant, changed: true);
        var undoable = await Ended(RunMode.Apply, Verdict.Compliant, changed: true);
        var idle = await Ended(RunMode.Apply, Verdict.Compliant);
        var rollback = await Ended(RunMode.Rollback, Verdict.Unknown, changed: true, undone.RunId);
        var inVain = await Ended(RunMode.Rollback, Verdict.Unknown, changed: false, undoable.RunId);
        var baseline = await Ended(RunMode.Check, Verdict.NonCompliant);
        var last = await Ended(RunMode.Check, Verdict.Unknown);
        var going = await store.StartAsync(tenantId);
        var before = store.Clock.GetUtcNow();
        Assert.NotEmpty((await store.Drift.ListAsync(Mine, tenantId, new DriftQuery(), Token)).Items);

        Assert.Empty(await store.Runs.PurgeAsync(before - TimeSpan.FromDays(1), 100, Token));
        Assert.NotEmpty((await store.Drift.ListAsync(Mine, tenantId, new DriftQuery(), Token)).Items);
        var first = await store.Runs.PurgeAsync(before, 2, Token);
        var rest = await store.Runs.PurgeAsync(before, 100, Token);

        Assert.Equal([oldCheck.RunId, undone.RunId], first);
        Assert.Equal([idle.RunId, rollback.RunId, inVain.RunId], rest);
        Assert.Equal(
            [going.RunId, last.RunId, baseline.RunId, undoable.RunId],
            (await store.Runs.ListAsync(Mine, tenantId, new RunQuery(), Token)).Items.Select(run => run.RunId));
        Assert.Null(await store.Reports.LoadAsync(new(tenantId, oldCheck.RunId), Token));
        Assert.NotNull(await store.Reports.LoadAsync(new(tenantId, undoable.RunId), Token));
        Assert.Empty((await store.Drift.ListAsync(Mine, tenantId, new DriftQuery(), Token)).Items);
        Assert.Empty(await store.Runs.PurgeAsync(before, 100, Token));
    }

    [Theory, EveryDatabase]
    public async Task FindConsented_OfAnotherOwnerTenantOrId_FindsNothing(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var (mine, other) = (await store.ActivateAsync(), await store.ActivateAsync());
        var run = await store.StartAsync(mine);

        await store.Reports.SaveAsync(TestReports.Of(run, Verdict.Compliant), Token);

        var found = await FindAsync(TenantScope.Of(TestStore.Owner), mine, run.RunId, withReport: true);
        Assert.Equal(await store.Runs.FindAsync(TenantScope.Everyone, mine, run.RunId, Token), found?.Run);
        Assert.Equal(await store.Reports.ReadJsonAsync(TenantScope.Everyone, mine, run.RunId, Token), found?.Report);
        Assert.Equal(found! with { Report = null }, await FindAsync(TenantScope.Everyone, mine, run.RunId));
        Assert.Null(await FindAsync(TenantScope.Of("portal-b"), mine, run.RunId));
        Assert.Null(await FindAsync(TenantScope.Everyone, other, run.RunId));
        Assert.Null(await FindAsync(TenantScope.Everyone, mine, "run-none", withReport: true));

        await store.SqlAsync($"UPDATE tenant SET consented_at = NULL WHERE tenant_id = '{mine:D}'");
        Assert.Null(await FindAsync(TenantScope.Everyone, mine, run.RunId));

        Task<RunWithReport?> FindAsync(TenantScope scope, Guid tenantId, string runId, bool withReport = false) =>
            store.Runs.FindConsentedAsync(scope, tenantId, runId, withReport, Token);
    }

    [Theory, EveryDatabase]
    public async Task FindConsented_OfARunThatGoesOn_HasNoReport(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var run = await store.StartAsync(await store.ActivateAsync());

        Assert.Equal(
            new RunWithReport(run, Report: null),
            await store.Runs.FindConsentedAsync(TenantScope.Everyone, run.TenantId, run.RunId, withReport: true, Token));
    }
}
