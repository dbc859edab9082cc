using PasswordWriteback.Api.Problems;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Runs;

/// <summary>Whether the earlier run that a start names is one it can build on.</summary>
internal sealed class RunReferences(RunStore runs, IRunReports reports)
{
    /// <exception cref="ApiProblemException">It is not; the problem names the field.</exception>
    public async Task CheckAsync(TenantRecord tenant, RunBody body, CancellationToken cancellationToken)
    {
        if (body.PlanOf is { } plan)
        {
            var report = await ReportAsync(tenant, plan, RunMode.Plan, "$.planOf", cancellationToken).ConfigureAwait(false);
            if (!report.Forests.Any(forest => forest.Plan is not null))
            {
                throw Unusable("$.planOf", $"Plan run '{plan}' came to no plan; its report says why.", Path(tenant, plan));
            }
        }

        if (body.Of is { } apply)
        {
            var report = await ReportAsync(tenant, apply, RunMode.Apply, "$.of", cancellationToken).ConfigureAwait(false);
            if (report.ChangedForests.Count == 0 && !report.Changes.Any(change => change.Kind == ChangeKind.TenantSetting))
            {
                throw Unusable("$.of", $"Apply '{apply}' changed nothing that could be undone.", Path(tenant, apply));
            }
        }
    }

    private async Task<RunReport> ReportAsync(
        TenantRecord tenant, string runId, RunMode mode, string field, CancellationToken cancellationToken)
    {
        var run = await runs.FindAsync(TenantScope.Of(tenant.Owner), tenant.TenantId, runId, cancellationToken).ConfigureAwait(false)
            ?? throw Unusable(field, "The tenant has no such run.", link: null);
        if (run.Mode != mode)
        {
            throw Unusable(field, $"Run '{runId}' is a {run.Mode}, not a {mode}.", Path(tenant, runId));
        }

        return run.State == RunState.Finished
            && await reports.LoadAsync(new RunReference(tenant.TenantId, runId), cancellationToken).ConfigureAwait(false) is { } report
            ? report
            : throw Unusable(field, $"Run '{runId}' has no report: it is {run.State}.", Path(tenant, runId));
    }

    private static string Path(TenantRecord tenant, string runId) => RunPaths.Of(tenant.TenantId, runId);

    private static ApiProblemException Unusable(string field, string detail, string? link) =>
        new(ApiProblem.Of(RunProblems.NotUsable, detail, field, link));
}
