using System.Text.Json;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Schedule;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Storage.Backends;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Runs;

/// <summary>Ends a run with its report, and draws the conclusions for its tenant.</summary>
internal static class ReportSaver
{
    public static async Task<bool> SaveAsync(Session session, RunReport report, DateTimeOffset now)
    {
        var found = await RunRow.FindAsync(session, TenantScope.Everyone, report.TenantId, report.RunId).ConfigureAwait(false)
            ?? throw new KeyNotFoundException($"There is no run {report.RunId} of the tenant {report.TenantId}: it was erased.");
        // The tenant first, then its run: the order in which a start takes them.
        var tenant = (await TenantRow.LockAsync(session, found.TenantKey).ConfigureAwait(false))!;
        var stored = await session.ExecuteAsync(
            $"INSERT INTO run_report (run_key, report) VALUES (@Key, {session.Json("@json")}) ON CONFLICT (run_key) DO NOTHING",
            new { found.Key, json = JsonSerializer.Serialize(report, OrchestrationJson.Default.RunReport) }).ConfigureAwait(false);
        if (stored == 0)
        {
            return false;
        }

        // A run that was given up as failed and reports nevertheless has ended with a report.
        await session.ExecuteAsync(
            """
            UPDATE run SET state = 'Finished', verdict = @verdict, finished_at = @at, failure = NULL, changes = @changes, version = version + 1
            WHERE key = @Key
            """,
            new { found.Key, verdict = report.Verdict.ToString(), at = StoredTime.Of(now), changes = report.Changes.Count }).ConfigureAwait(false);
        await session.ExecuteAsync("DELETE FROM run_progress WHERE run_key = @Key", new { found.Key }).ConfigureAwait(false);
        if (report.JudgesTenant)
        {
            await JudgeAsync(session, tenant, report, now).ConfigureAwait(false);
        }
        else if (report.Mode == RunMode.Check)
        {
            await CountFailureAsync(session, tenant, report, now).ConfigureAwait(false);
        }

        return true;
    }

    private static async Task JudgeAsync(Session session, TenantRow tenant, RunReport report, DateTimeOffset now)
    {
        var isBaseline = Drift.IsBaseline(report);
        if (isBaseline && tenant.BaselineRunId is { } previousId && await LoadAsync(session, tenant.Key, previousId).ConfigureAwait(false) is { } previous)
        {
            foreach (var change in Drift.Compare(previous, report))
            {
                await session.ExecuteAsync(
                    """
                    INSERT INTO drift (tenant_key, at, run_id, previous_run_id, kind, finding_code, subject, detail)
                    VALUES (@Key, @at, @RunId, @previousId, @kind, @FindingCode, @subject, @detail)
                    """,
                    new
                    {
                        tenant.Key,
                        at = StoredTime.Of(now),
                        report.RunId,
                        previousId,
                        kind = change.Kind.ToString(),
                        change.FindingCode,
                        subject = change.Subject is null ? null : StoredText.Of(change.Subject),
                        detail = StoredText.Of(change.Detail),
                    }).ConfigureAwait(false);
            }
        }

        var next = CheckSchedule.Next(now, TimeSpan.FromMilliseconds(tenant.CheckInterval), report.Verdict, failedChecks: 0, Jitter.Of(report.RunId));
        await session.ExecuteAsync(
            """
            UPDATE tenant SET last_verdict = @verdict, last_run_id = @RunId, last_checked_at = @at, failed_checks = 0,
                baseline_run_id = CASE WHEN @isBaseline THEN @RunId ELSE baseline_run_id END,
                next_check_at = CASE WHEN state = 'Active' THEN @next ELSE NULL END, version = version + 1
            WHERE key = @Key
            """,
            new { tenant.Key, verdict = report.Verdict.ToString(), report.RunId, at = StoredTime.Of(now), isBaseline, next = StoredTime.Of(next) }).ConfigureAwait(false);
    }

    // A check that was broken off or cancelled says nothing of the tenant; it is made again after a pause.
    private static Task<int> CountFailureAsync(Session session, TenantRow tenant, RunReport report, DateTimeOffset now)
    {
        var failed = tenant.FailedChecks + 1;
        var next = CheckSchedule.Next(now, TimeSpan.FromMilliseconds(tenant.CheckInterval), verdict: null, failed, Jitter.Of(report.RunId));
        return session.ExecuteAsync(
            "UPDATE tenant SET failed_checks = @failed, next_check_at = @next, version = version + 1 WHERE key = @Key AND state = 'Active'",
            new { tenant.Key, failed, next = StoredTime.Of(next) });
    }

    private static async Task<RunReport?> LoadAsync(Session session, long tenantKey, string runId)
    {
        var json = await session.ScalarAsync<string>(
            "SELECT p.report FROM run r JOIN run_report p ON p.run_key = r.key WHERE r.tenant_key = @tenantKey AND r.run_id = @runId",
            new { tenantKey, runId }).ConfigureAwait(false);
        return json is null ? null : JsonSerializer.Deserialize(json, OrchestrationJson.Default.RunReport);
    }
}
