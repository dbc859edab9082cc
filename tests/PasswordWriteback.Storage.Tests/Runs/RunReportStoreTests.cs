using System.Text.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;
using PasswordWriteback.Storage.Tests.Stores;

namespace PasswordWriteback.Storage.Tests.Runs;

public sealed class RunReportStoreTests
{
    private static readonly TenantScope Mine = TenantScope.Of(TestStore.Owner);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task Save_EndsTheRunAndJudgesTheTenant_Once(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = await store.ActivateAsync();
        await store.Tenants.DelayCheckAsync(tenantId, store.Clock.GetUtcNow(), failed: true, Token);
        var run = await store.StartAsync(tenantId);
        store.Clock.Advance(TimeSpan.FromMinutes(3));
        var now = store.Clock.GetUtcNow();

        await store.Reports.SaveAsync(TestReports.Of(run, Verdict.Compliant), Token);
        var tenant = (await store.Tenants.FindAsync(Mine, tenantId, Token))!;
        store.Clock.Advance(TimeSpan.FromHours(1));
        await store.Reports.SaveAsync(TestReports.Of(run, Verdict.Blocked), Token);

        var ended = (await store.Runs.FindAsync(Mine, tenantId, run.RunId, Token))!;
        Assert.Equal((RunState.Finished, Verdict.Compliant, now), (ended.State, ended.Verdict, ended.FinishedAt));
        Assert.Equal((Verdict.Compliant, run.RunId, now, 0), (tenant.LastVerdict, tenant.LastRunId, tenant.LastCheckedAt, tenant.FailedChecks));
        Assert.InRange(tenant.NextCheckAt!.Value, now.AddHours(21.5), now.AddHours(26.5));
        Assert.Equivalent(tenant, await store.Tenants.FindAsync(Mine, tenantId, Token), strict: true);
    }

    [Theory, EveryDatabase]
    public async Task Json_IsKeptCharacterByCharacter_WhateverADirectoryHolds(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var run = await store.StartAsync(await store.ActivateAsync());
        var facts = new JsonObject { ["zzz"] = "NUL \0, 😀, \"quotes\" \\ and 'these'", ["a"] = 1.0e-7, ["big"] = long.MaxValue };
        var report = TestReports.Of(run, Verdict.Compliant, TestReports.Licence(FindingStatus.Met) with { Evidence = new Evidence("Größe\0", facts) });

        await store.Reports.SaveAsync(report, Token);

        var expected = JsonSerializer.Serialize(report, OrchestrationJson.Default.RunReport);
        Assert.Equal(expected, await store.Reports.ReadJsonAsync(Mine, run.TenantId, run.RunId, Token));
        var loaded = await store.Reports.LoadAsync(new RunReference(run.TenantId, run.RunId), Token);
        Assert.Equal(expected, JsonSerializer.Serialize(loaded, OrchestrationJson.Default.RunReport));
        Assert.Null(await store.Reports.LoadAsync(new RunReference(Guid.NewGuid(), run.RunId), Token));
    }

    [Theory, EveryDatabase]
    public async Task Drift_IsKeptAgainstTheLastReportThatSaidSomething(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = await store.ActivateAsync();
        async Task<string> Judged(Verdict verdict, FindingStatus licence)
        {
            var run = await store.StartAsync(tenantId);
            store.Clock.Advance(TimeSpan.FromHours(1));
            await store.Reports.SaveAsync(TestReports.Of(run, verdict, TestReports.Licence(licence)), Token);
            return run.RunId;
        }

        var good = await Judged(Verdict.Compliant, FindingStatus.Met);
        await Judged(Verdict.Unknown, FindingStatus.Unknown);
        var bad = await Judged(Verdict.NonCompliant, FindingStatus.NotMet);
        await Judged(Verdict.NonCompliant, FindingStatus.NotMet);
        var repaired = await Judged(Verdict.Compliant, FindingStatus.Met);

        var drift = (await store.Drift.ListAsync(Mine, tenantId, new DriftQuery(), Token)).Items;
        Assert.Equal(
            [DriftKind.FindingGone, DriftKind.Recovered, DriftKind.NewFinding, DriftKind.BecameNonCompliant],
            drift.Select(line => line.Kind));
        Assert.Equal((bad, good), (drift[3].RunId, drift[3].PreviousRunId));
        Assert.Equal(repaired, drift[0].RunId);
        Assert.Null(drift[3].FindingCode);
        Assert.Equal("", drift[2].Subject);
        var page = await store.Drift.ListAsync(Mine, tenantId, new DriftQuery(3), Token);
        Assert.Equal(drift[3], Assert.Single((await store.Drift.ListAsync(Mine, tenantId, new DriftQuery(3, page.NextPageToken), Token)).Items));
    }

    [Theory, EveryDatabase]
    public async Task ABrokenOffCheck_JudgesNothing_AndIsMadeAgainAfterAPause(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = await store.ActivateAsync();
        await store.Reports.SaveAsync(TestReports.Of(await store.StartAsync(tenantId), Verdict.Compliant), Token);
        var run = await store.StartAsync(tenantId);

        await store.Reports.SaveAsync(TestReports.Of(run, Verdict.Unknown) with { Findings = [] }, Token);

        var tenant = (await store.Tenants.FindAsync(Mine, tenantId, Token))!;
        Assert.Equal((Verdict.Compliant, 1), (tenant.LastVerdict, tenant.FailedChecks));
        Assert.InRange(tenant.NextCheckAt!.Value, store.Clock.GetUtcNow().AddMinutes(1), store.Clock.GetUtcNow().AddHours(1));
    }

    [Theory, EveryDatabase]
    public async Task Save_RunThatWasGivenUp_EndsItWithItsReport(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var run = await store.StartAsync(await store.ActivateAsync());
        await store.Runs.FailAsync(run.RunId, "given up", Token);

        await store.Reports.SaveAsync(TestReports.Of(run, Verdict.Compliant), Token);

        var ended = (await store.Runs.FindAsync(Mine, run.TenantId, run.RunId, Token))!;
        Assert.Equal(RunState.Finished, ended.State);
        Assert.Null(ended.Failure);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => store.Reports.SaveAsync(TestReports.Of(run with { RunId = "erased" }, Verdict.Compliant), Token));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => store.Reports.SaveAsync(TestReports.Of(run with { TenantId = Guid.NewGuid() }, Verdict.Compliant), Token));
    }

    [Theory, EveryDatabase]
    public async Task Attestations_KeepTheNewestOfEachStep(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = await store.ActivateAsync();
        var now = store.Clock.GetUtcNow();

        await store.Attestations.SaveAsync(new(tenantId, new Attestation("A", "old", now)), Token);
        await store.Attestations.SaveAsync(new(tenantId, new Attestation("A", "new", now.AddMinutes(1))), Token);
        await store.Attestations.SaveAsync(new(tenantId, new Attestation("A", "late", now.AddSeconds(1))), Token);
        await store.Attestations.SaveAsync(new(tenantId, new Attestation("B", "other", now)), Token);

        Assert.Equal(
            [new Attestation("A", "new", now.AddMinutes(1)), new Attestation("B", "other", now)],
            await store.Attestations.LoadAsync(tenantId, Token));
        Assert.Empty(await store.Attestations.LoadAsync(Guid.NewGuid(), Token));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => store.Attestations.SaveAsync(new(Guid.NewGuid(), new Attestation("A", "x", now)), Token));
    }
}
