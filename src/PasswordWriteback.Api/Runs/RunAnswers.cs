using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Runs;

/// <summary>
/// What people say to a run: cancel, approve, confirm. The answer and its line of the audit are stored together, once for each
/// question; then it is raised, and raised again until that is known to have happened. A run receives the same answer twice
/// without harm: it fits one question only.
/// </summary>
public sealed partial class RunAnswers(RunAnswerStore answers, IRunEngine engine, TimeProvider time, ILogger<RunAnswers> logger)
{
    private const int RedeliveredAtATime = 200;

    /// <summary>Asks a run to end. Asking again changes nothing.</summary>
    /// <exception cref="ApiProblemException">It has ended.</exception>
    public Task CancelAsync(TenantRecord tenant, RunRecord run, Caller caller, string note, CancellationToken cancellationToken)
    {
        DemandGoingOn(run);
        var answer = Answer(run, RunEvents.Cancel, "run", new CancelRequest(caller.Name, note), OrchestrationJson.Default.CancelRequest);
        return GiveAsync(answer, Audit(tenant, run, caller, AuditAction.RunCancelled, note), cancellationToken);
    }

    /// <summary>Confirms the step that the run waits for. Confirming it again changes nothing.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="run">The run.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="step">One of <see cref="PersonStepNames"/>.</param>
    /// <param name="by">Who did the step.</param>
    /// <param name="note">A remark.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiProblemException">The run has ended, or waits for something else.</exception>
    public async Task ConfirmAsync(
        TenantRecord tenant, RunRecord run, Caller caller, string step, string by, string note, CancellationToken cancellationToken)
    {
        var name = RunEvents.Confirmation(step);
        if (await AwaitedAsync(run, name, cancellationToken).ConfigureAwait(false) is { } status)
        {
            var answer = Answer(
                run, name, Question(status), new StepConfirmation(by, note, status.Deadline), OrchestrationJson.Default.StepConfirmation);
            var audit = Audit(tenant, run, caller, AuditAction.StepConfirmed, $"{step}, by {by}: {note}");
            await GiveAsync(answer, audit, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Approves the plan that waits. Approving it again changes nothing.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="run">The run.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="planHash">The plan that the person has seen.</param>
    /// <param name="by">Who approves.</param>
    /// <param name="note">A remark.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiProblemException">The run has ended, waits for something else, or for the approval of another plan.</exception>
    public async Task ApproveAsync(
        TenantRecord tenant, RunRecord run, Caller caller, string planHash, string by, string note, CancellationToken cancellationToken)
    {
        if (await AwaitedAsync(run, RunEvents.Approval, cancellationToken).ConfigureAwait(false) is not { } status)
        {
            return;
        }

        if (status.PlanHash != planHash)
        {
            throw new ApiProblemException(ApiProblem.Of(
                RunProblems.PlanDiffers,
                $"The plan that waits has the hash {status.PlanHash}. Look at it before you approve it.",
                "$.planHash",
                RunPaths.Of(run.TenantId, run.RunId)));
        }

        var answer = Answer(run, RunEvents.Approval, planHash, new PlanApproval(planHash, by, note), OrchestrationJson.Default.PlanApproval);
        var audit = Audit(tenant, run, caller, AuditAction.PlanApproved, $"{planHash}, by {by}: {note}");
        await GiveAsync(answer, audit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Releases a domain controller that the run waits for in vain. Releasing it again changes nothing.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="run">The run.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="release">The domain controller, who answers for going on without it, and why.</param>
    /// <param name="seen">The domain controllers as the run has seen them last.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiProblemException">The run has ended, or waits for no such domain controller.</exception>
    public async Task ReleaseAsync(
        TenantRecord tenant,
        RunRecord run,
        Caller caller,
        ControllerRelease release,
        IEnumerable<ControllerConfirmation> seen,
        CancellationToken cancellationToken)
    {
        DemandGoingOn(run);
        var waitedFor = seen.Where(RequiredControllers.MayBeReleased).Select(controller => controller.HostName).ToList();
        if (run.Mode != RunMode.Apply || !waitedFor.Contains(release.Controller, StringComparer.OrdinalIgnoreCase))
        {
            throw new ApiProblemException(ApiProblem.Of(
                RunProblems.ControllerNotReleasable,
                waitedFor.Count == 0
                    ? "It waits for none that does not answer."
                    : $"Of those that it waits for, {string.Join(", ", waitedFor)} do not answer.",
                "$.controller",
                RunPaths.Of(run.TenantId, run.RunId)));
        }

        var question = release.Controller.ToUpperInvariant();
        var answer = Answer(run, RunEvents.Release, question, release, OrchestrationJson.Default.ControllerRelease);
        var audit = Audit(tenant, run, caller, AuditAction.ControllerReleased, $"{release.Controller}, by {release.By}: {release.Note}");
        await GiveAsync(answer, audit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Raises what was stored and is not known to have been raised.</summary>
    internal async Task<(int Delivered, int Undelivered)> RedeliverAsync(CancellationToken cancellationToken)
    {
        var (delivered, undelivered) = (0, 0);
        foreach (var answer in await answers.UndeliveredAsync(RedeliveredAtATime, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                delivered += await DeliverAsync(answer, cancellationToken).ConfigureAwait(false) is null ? 0 : 1;
            }
#pragma warning disable CA1031 // One answer's trouble, whatever it is, must not stop the others.
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                undelivered++;
                Undelivered(logger, answer.EventName, answer.RunId, e.Message, e);
            }
        }

        return (delivered, undelivered);
    }

    private async Task GiveAsync(RunAnswer answer, AuditEntry audit, CancellationToken cancellationToken)
    {
        var counts = await answers.RecordAsync(answer, audit, cancellationToken).ConfigureAwait(false);
        try
        {
            if (!counts.Delivered && await DeliverAsync(counts, cancellationToken).ConfigureAwait(false) == false)
            {
                throw Ended(answer.TenantId, answer.RunId);
            }
        }
        catch (RunEngineUnavailableException e)
        {
            Undelivered(logger, answer.EventName, answer.RunId, e.Message, e);
        }
    }

    /// <returns>Whether the run took it; null when the engine does not have the run yet, and the answer waits.</returns>
    private async Task<bool?> DeliverAsync(RunAnswer answer, CancellationToken cancellationToken)
    {
        var taken = answer.EventName switch
        {
            RunEvents.Cancel => await RaiseAsync(answer, OrchestrationJson.Default.CancelRequest, cancellationToken).ConfigureAwait(false),
            RunEvents.Release => await RaiseAsync(answer, OrchestrationJson.Default.ControllerRelease, cancellationToken).ConfigureAwait(false),
            RunEvents.Approval => await RaiseAsync(answer, OrchestrationJson.Default.PlanApproval, cancellationToken).ConfigureAwait(false),
            _ => await RaiseAsync(answer, OrchestrationJson.Default.StepConfirmation, cancellationToken).ConfigureAwait(false),
        };
        if (!taken && await engine.FindAsync(answer.RunId, cancellationToken).ConfigureAwait(false) is not { HasEnded: true })
        {
            return null;
        }

        await answers.DeliveredAsync(answer, cancellationToken).ConfigureAwait(false);
        return taken;
    }

    private Task<bool> RaiseAsync<T>(RunAnswer answer, JsonTypeInfo<T> contract, CancellationToken cancellationToken) =>
        engine.RaiseAsync(answer.RunId, answer.EventName, JsonSerializer.Deserialize(answer.Payload, contract)!, cancellationToken);

    /// <returns>The status of the run that waits for this; null when it was answered before and the run has gone on.</returns>
    private async Task<RunStatus?> AwaitedAsync(RunRecord run, string eventName, CancellationToken cancellationToken)
    {
        var status = run.HasEnded ? null : (await engine.FindAsync(run.RunId, cancellationToken).ConfigureAwait(false))?.Status;
        if (status?.WaitingFor == eventName)
        {
            return status;
        }

        if (await answers.ExistsAsync(run.RunId, eventName, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        DemandGoingOn(run);
        throw new ApiProblemException(ApiProblem.Of(
            RunProblems.NotAwaited,
            status?.WaitingFor is { } other
                ? $"The run waits for {other}, not for {eventName}: {status.Note}"
                : $"The run waits for no person now; it is at '{status?.Step ?? RunSteps.Begin}'.",
            link: RunPaths.Of(run.TenantId, run.RunId)));
    }

    private static void DemandGoingOn(RunRecord run)
    {
        if (run.HasEnded)
        {
            throw Ended(run.TenantId, run.RunId);
        }
    }

    private static ApiProblemException Ended(Guid tenantId, string runId) => new(ApiProblem.Of(
        RunProblems.Ended, "It takes no answers any more. Its report says how it ended.", link: RunPaths.Of(tenantId, runId)));

    private static string Question(RunStatus status) => status.Deadline?.UtcTicks.ToString(CultureInfo.InvariantCulture) ?? "once";

    private static RunAnswer Answer<T>(RunRecord run, string eventName, string question, T payload, JsonTypeInfo<T> contract) =>
        new()
        {
            RunId = run.RunId,
            TenantId = run.TenantId,
            EventName = eventName,
            Question = question,
            Payload = JsonSerializer.Serialize(payload, contract),
        };

    private AuditEntry Audit(TenantRecord tenant, RunRecord run, Caller caller, AuditAction action, string note) =>
        new(tenant.TenantId, tenant.Owner, time.GetUtcNow(), caller.Subject, action, run.RunId, note);

    [LoggerMessage(LogLevel.Warning, "'{EventName}' of run {RunId} is stored and will be raised as soon as possible: {Why}")]
    private static partial void Undelivered(ILogger logger, string eventName, string runId, string why, Exception exception);
}
