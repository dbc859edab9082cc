using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.OpenApi;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Api.Requests;
using PasswordWriteback.Api.Tenants;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Runs;

/// <summary>
/// What people answer a run: cancel, confirm, release, approve. Cancelling needs the role that starting the run needed, so that whoever
/// may only start checks cannot end an apply; the others need the role for runs that write.
/// </summary>
internal static class RunAnswerEndpoints
{
    /// <summary>Adds them below the path of a run.</summary>
    public static void Map(RouteGroupBuilder tenants, string run)
    {
        tenants.MapPost(run + "/cancel", CancelAsync).RequireRole(ApiRoles.RunsStart, ApiRoles.RunsApply)
            .Describe("CancelRun", "Asks a run to end; a write that has begun is finished first.")
            .MayAnswer(TenantProblems.Pending, RunProblems.NotFound, RunProblems.Ended);
        tenants.MapPost(run + "/confirmations/{step}", ConfirmAsync).RequireRole(ApiRoles.RunsApply)
            .Describe("ConfirmStep", "Says that a person has done the step that the run waits for.")
            .MayAnswer(TenantProblems.Pending, TenantProblems.Deleting, RunProblems.NotFound, RunProblems.Ended, RunProblems.NotAwaited);
        tenants.MapPost(run + "/releases", ReleaseAsync).RequireRole(ApiRoles.RunsApply)
            .Describe("ReleaseController", "Answers for going on without a domain controller that the run waits for and that does not answer.")
            .MayAnswer(TenantProblems.Pending, TenantProblems.Deleting, RunProblems.NotFound, RunProblems.Ended, RunProblems.ControllerNotReleasable);
        tenants.MapPost(run + "/approvals", ApproveAsync).RequireRole(ApiRoles.RunsApply)
            .Describe("ApprovePlan", "Approves the plan that the run waits with.")
            .MayAnswer(TenantProblems.Pending, TenantProblems.Deleting, RunProblems.NotFound, RunProblems.Ended, RunProblems.NotAwaited, RunProblems.PlanDiffers);
    }

    private static async Task<Accepted> CancelAsync(
        Caller caller,
        TenantId tenantId,
        string runId,
        JsonBody<CancelBody> body,
        TenantStore tenants,
        RunStore runs,
        RunAnswers answers,
        CancellationToken cancellationToken)
    {
        var note = RunRules.Note(body.Value.Note, needed: true);
        var tenant = await tenants.GetConsentedAsync(caller, tenantId, cancellationToken).ConfigureAwait(false);
        var run = await runs.GetAsync(caller, tenantId, runId, cancellationToken).ConfigureAwait(false);
        RunRules.Demand(caller, run.Mode);
        await answers.CancelAsync(tenant, run, caller, note, cancellationToken).ConfigureAwait(false);
        return Taken(run);
    }

    private static async Task<Accepted> ConfirmAsync(
        Caller caller,
        TenantId tenantId,
        string runId,
        string step,
        JsonBody<ConfirmationBody> body,
        TenantStore tenants,
        RunStore runs,
        RunAnswers answers,
        CancellationToken cancellationToken)
    {
        if (!PersonStepNames.All.Contains(step, StringComparer.Ordinal))
        {
            throw new ApiProblemException(ApiProblem.Of(
                FrameProblems.ParameterInvalid, $"A step is one of {string.Join(", ", PersonStepNames.All)}.", nameof(step)));
        }

        var by = RunRules.Name(body.Value.By);
        var note = RunRules.Note(body.Value.Note);
        var tenant = await tenants.GetActiveAsync(caller, tenantId, cancellationToken).ConfigureAwait(false);
        var run = await runs.GetAsync(caller, tenantId, runId, cancellationToken).ConfigureAwait(false);
        await answers.ConfirmAsync(tenant, run, caller, step, by, note, cancellationToken).ConfigureAwait(false);
        return Taken(run);
    }

    private static async Task<Accepted> ReleaseAsync(
        Caller caller,
        TenantId tenantId,
        string runId,
        JsonBody<ReleaseBody> body,
        TenantStore tenants,
        RunStore runs,
        RunAnswers answers,
        CancellationToken cancellationToken)
    {
        var release = new ControllerRelease(
            RunRules.HostName(body.Value.Controller), RunRules.Name(body.Value.By), RunRules.Note(body.Value.Note, needed: true));
        var tenant = await tenants.GetActiveAsync(caller, tenantId, cancellationToken).ConfigureAwait(false);
        var run = await runs.GetAsync(caller, tenantId, runId, cancellationToken).ConfigureAwait(false);
        var seen = await runs.LoadProgressAsync(run.RunId, cancellationToken).ConfigureAwait(false);
        await answers.ReleaseAsync(tenant, run, caller, release, seen.SelectMany(forest => forest.Controllers), cancellationToken).ConfigureAwait(false);
        return Taken(run);
    }

    private static async Task<Accepted> ApproveAsync(
        Caller caller,
        TenantId tenantId,
        string runId,
        JsonBody<ApprovalBody> body,
        TenantStore tenants,
        RunStore runs,
        RunAnswers answers,
        CancellationToken cancellationToken)
    {
        var by = RunRules.Name(body.Value.By);
        var note = RunRules.Note(body.Value.Note);
        var tenant = await tenants.GetActiveAsync(caller, tenantId, cancellationToken).ConfigureAwait(false);
        var run = await runs.GetAsync(caller, tenantId, runId, cancellationToken).ConfigureAwait(false);
        await answers.ApproveAsync(tenant, run, caller, body.Value.PlanHash, by, note, cancellationToken).ConfigureAwait(false);
        return Taken(run);
    }

    private static Accepted Taken(RunRecord run) => TypedResults.Accepted(RunPaths.Of(run.TenantId, run.RunId));
}
