using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.OpenApi;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Api.Requests;
using PasswordWriteback.Api.Tenants;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Runs;

/// <summary>Runs: start, list, watch, read the report. What people answer is in <see cref="RunAnswerEndpoints"/>.</summary>
internal static class RunEndpoints
{
    private const string Path = $"/{{{TenantId.Parameter}}}/runs";
    private const string IfNoneMatch = "The ETag of an earlier answer: 304 when nothing has changed since.";

    /// <summary>Adds them below <c>/api/tenants</c>.</summary>
    public static void Map(RouteGroupBuilder tenants)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        tenants.MapPost(Path, StartAsync).RequireRole(ApiRoles.RunsStart, ApiRoles.RunsApply)
            .Describe("StartRun", "Starts a run; check and plan need Runs.Start, apply and rollback Runs.Apply.")
            .Reads(RunRules.KeyHeader, "A name of the caller's choice for this request: sent again with the same body, it answers with the run that it started.")
            .Says(StatusCodes.Status202Accepted, HeaderNames.Location, "Path of the run.")
            .Says(StatusCodes.Status202Accepted, HeaderNames.RetryAfter, "Seconds after which looking is worth it.")
            .MayAnswer(TenantProblems.Pending, TenantProblems.Deleting, RunProblems.WriterBusy, RunProblems.KeyReused, RunProblems.NotUsable);
        tenants.MapGet(Path, ListAsync).RequireRole(ApiRoles.RunsRead)
            .Describe("ListRuns", "Lists a tenant's runs, the newest first.")
            .MayAnswer(TenantProblems.Pending);
        tenants.MapGet(Path + "/{runId}", GetAsync).RequireRole(ApiRoles.RunsRead).Produces(StatusCodes.Status304NotModified)
            .Describe("GetRun", "Shows a run: steps, what it waits for, domain controllers.")
            .Reads(HeaderNames.IfNoneMatch, IfNoneMatch)
            .Says(StatusCodes.Status200OK, HeaderNames.ETag, "Changes with what is shown.")
            .Says(StatusCodes.Status200OK, HeaderNames.RetryAfter, "Seconds after which looking again is worth it; missing once the run has ended.")
            .Says(StatusCodes.Status304NotModified, HeaderNames.RetryAfter, "As with 200.")
            .MayAnswer(TenantProblems.Pending, RunProblems.NotFound);
        tenants.MapGet(Path + "/{runId}/report", ReportAsync).RequireRole(ApiRoles.RunsRead)
            .Produces<RunReport>().Produces(StatusCodes.Status304NotModified)
            .Describe("GetRunReport", "The report of a run that has ended.")
            .Reads(HeaderNames.IfNoneMatch, IfNoneMatch)
            .Says(StatusCodes.Status200OK, HeaderNames.ETag, "Never changes: the report is final.")
            .MayAnswer(TenantProblems.Pending, RunProblems.NotFound, RunProblems.ReportMissing, RunProblems.ReportNotReady);
        RunAnswerEndpoints.Map(tenants, Path + "/{runId}");
    }

    private static async Task<Accepted<RunSummaryView>> StartAsync(
        Caller caller,
        TenantId tenantId,
        JsonBody<RunBody> body,
        TenantStore tenants,
        RunReferences references,
        RunStarter starter,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var request = body.Value;
        RunRules.Check(request);
        RunRules.Demand(caller, request.Mode);
        var key = RunRules.Key(http.Request.Headers);
        var tenant = await tenants.GetActiveAsync(caller, tenantId, cancellationToken).ConfigureAwait(false);
        await references.CheckAsync(tenant, request, cancellationToken).ConfigureAwait(false);
        var run = new NewRun(
            starter.NewId(),
            tenant.TenantId,
            request.Mode,
            RunTrigger.Request,
            caller.Subject,
            request.PlanOf,
            request.Of,
            key,
            RunRules.Hash(request),
            request.AdministratorsMayReset,
            request.WritebackFeatureFlag is true);
        var admission = await starter.StartAsync(TenantScope.Of(tenant.Owner), run, cancellationToken).ConfigureAwait(false);
        var started = Admitted(admission, tenant);
        RetryAfter(http, TimeSpan.FromSeconds(1));
        return TypedResults.Accepted(RunPaths.Of(started.TenantId, started.RunId), RunSummaryView.Show(started));
    }

    private static async Task<Ok<RunListView>> ListAsync(
        Caller caller,
        TenantId tenantId,
        TenantStore tenants,
        RunStore runs,
        string? mode,
        string? state,
        int? pageSize,
        string? pageToken,
        CancellationToken cancellationToken)
    {
        var query = new RunQuery(
            QueryValues.Named<RunMode>(mode, nameof(mode)),
            QueryValues.Named<RunState>(state, nameof(state)),
            QueryValues.PageSize(pageSize),
            pageToken);
        var tenant = await tenants.GetConsentedAsync(caller, tenantId, cancellationToken).ConfigureAwait(false);
        var page = await runs.ListAsync(caller.Scope, tenant.TenantId, query, cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(new RunListView([.. page.Items.Select(RunSummaryView.Show)], page.NextPageToken));
    }

    private static async Task<Results<Ok<RunView>, StatusCodeHttpResult>> GetAsync(
        Caller caller, TenantId tenantId, string runId, TenantStore tenants, RunStore runs, RunReader reader, HttpContext http, CancellationToken cancellationToken)
    {
        var (run, report) = await runs.GetConsentedAsync(tenants, caller, tenantId, runId, !RunETag.IsAsked(http), cancellationToken).ConfigureAwait(false);
        var instance = await reader.FindAsync(run, cancellationToken).ConfigureAwait(false);
        if (!run.HasEnded)
        {
            RetryAfter(http, RunReader.LookAgain(run, instance));
        }

        return RunETag.CallerHas(http, RunETag.Of(run, instance))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(await reader.ReadAsync(run, instance, report, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<Results<ContentHttpResult, StatusCodeHttpResult>> ReportAsync(
        Caller caller,
        TenantId tenantId,
        string runId,
        TenantStore tenants,
        RunStore runs,
        RunReportStore reports,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var (run, report) = await runs.GetConsentedAsync(tenants, caller, tenantId, runId, !RunETag.IsAsked(http), cancellationToken).ConfigureAwait(false);
        if (run.State != RunState.Finished)
        {
            throw new ApiProblemException(run.State == RunState.Failed
                ? ApiProblem.Of(RunProblems.ReportMissing, run.Failure ?? "The run failed.", link: RunPaths.Of(run.TenantId, runId))
                : ApiProblem.Of(RunProblems.ReportNotReady, "Watch the run, and ask for its report when it has ended.", link: RunPaths.Of(run.TenantId, runId)) with
                { RetryAfter = TimeSpan.FromSeconds(2) });
        }

        if (RunETag.CallerHas(http, RunETag.Of(run, instance: null)))
        {
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        report ??= await reports.ReadJsonAsync(caller.Scope, run.TenantId, runId, cancellationToken).ConfigureAwait(false)
            ?? throw new ApiProblemException(RunLookup.NotFound(run.TenantId, runId));
        return TypedResults.Content(report, MediaTypeNames.Application.Json);
    }

    private static RunRecord Admitted(RunAdmission admission, TenantRecord tenant) => (admission.Kind, admission.Run) switch
    {
        (RunAdmissionKind.Admitted or RunAdmissionKind.Repeated, { } run) => run,
        (RunAdmissionKind.WriterBusy, { } busy) => throw new ApiProblemException(ApiProblem.Of(
            RunProblems.WriterBusy,
            $"{busy.Mode} '{busy.RunId}' goes on. Wait until it has ended, or cancel it.",
            link: RunPaths.Of(busy.TenantId, busy.RunId))),
        (RunAdmissionKind.KeyReused, { } other) => throw new ApiProblemException(ApiProblem.Of(
            RunProblems.KeyReused,
            $"The key stands for {other.Mode} '{other.RunId}'. Use a new key for another request.",
            RunRules.KeyHeader,
            RunPaths.Of(other.TenantId, other.RunId))),
        (RunAdmissionKind.NotActive, _) => throw new ApiProblemException(TenantLookup.NotActive(tenant)),
        _ => throw new ApiProblemException(TenantLookup.NotFound(tenant.TenantId)),
    };

    private static void RetryAfter(HttpContext http, TimeSpan wait) =>
        http.Response.Headers.RetryAfter = ((long)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
