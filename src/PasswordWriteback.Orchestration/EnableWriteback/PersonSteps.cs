using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>Asks a person for a step that no supported API can do, and waits durably for the confirmation.</summary>
internal sealed class PersonSteps(Run run)
{
    /// <summary>Waits for the confirmation of a step; null when the deadline passed.</summary>
    /// <param name="step">One of <see cref="PersonStepNames"/>.</param>
    /// <param name="runStep">The step of the run that it belongs to.</param>
    /// <param name="instruction">What the person is to do, one sentence.</param>
    public async Task<StepConfirmation?> AskAsync(string step, string runStep, string instruction)
    {
        var deadline = run.Context.CurrentTime + RunLimits.PersonStep;
        run.Enter(runStep);
        run.Note($"Asked a person: {instruction}");
        StepConfirmation? confirmation;
        do
        {
            run.Show(new RunStatus(runStep, instruction, RunEvents.Confirmation(step), deadline));
            confirmation = await run.WaitAsync<StepConfirmation>(RunEvents.Confirmation(step), deadline);
        }
        while (confirmation?.Deadline is { } answered && answered != deadline);

        run.Note(confirmation is null ? $"Nobody confirmed by {deadline:u}" : $"Confirmed by {confirmation.By}: {confirmation.Note}");
        return confirmation;
    }

    /// <summary>Asks for the steps in the portal whose findings are not met, and keeps each confirmation as an attestation.</summary>
    /// <param name="adminCenter">The admin center of the tenant's cloud; null: the global one.</param>
    /// <returns>Whether anything was confirmed, so that the surfaces are worth reading again.</returns>
    public async Task<bool> AskForPortalAsync(Uri? adminCenter)
    {
        var confirmed = false;
        foreach (var (name, step) in new[]
        {
            (PersonStepNames.ResetScope, Core.SelfServiceReset.PersonSteps.EnableResetForUsers),
            (PersonStepNames.PortalSwitch, Core.SelfServiceReset.PersonSteps.EnableOnPremisesIntegration),
        })
        {
            if (run.Findings.Any(finding => finding.Code == step.FindingCode && finding.Status == FindingStatus.Met))
            {
                continue;
            }

            if (await AskAsync(name, RunSteps.Portal, step.AsRemedy(adminCenter)) is not { } confirmation)
            {
                continue;
            }

            var attestation = new Attestation(step.FindingCode, confirmation.By, run.Context.CurrentTime);
            await run.Context.CallActivityAsync(
                RunActivities.SaveAttestation, new TenantAttestation(run.Input.TenantId, attestation), RunLimits.Retry);
            run.Record(new Change(
                run.Context.CurrentTime, ChangeKind.PersonStep, string.Empty, step.Title, "not shown as done", "confirmed", confirmation.By));
            confirmed = true;
        }

        return confirmed;
    }
}
