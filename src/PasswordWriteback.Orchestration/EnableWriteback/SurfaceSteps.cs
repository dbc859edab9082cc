using PasswordWriteback.Core;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>
/// Sets the surfaces of the tenant that have a supported way, where the run was asked to; each is read back, and stands in the report.
/// </summary>
internal sealed class SurfaceSteps(Run run)
{
    private const string Policy = "authorizationPolicy.allowedToUseSSPR";
    private const string Flag = "onPremisesSynchronization.features.passwordWritebackEnabled";

    private readonly HashSet<string> _reached = [];

    /// <summary>Whether the run was asked to set any.</summary>
    public bool IsAsked => run.Input.AdministratorsMayReset is not null || run.Input.SetWritebackFeatureFlag;

    /// <summary>Sets what the run was asked to set.</summary>
    /// <param name="before">The surfaces as they were read last.</param>
    public async Task SetAsync(SelfServiceResetReading? before)
    {
        if (run.Input.AdministratorsMayReset is { } allowed)
        {
            await SetAsync(SettableSurface.AdministratorsMayReset, Policy, allowed, before?.AdministratorsMayReset);
        }

        if (run.Input.SetWritebackFeatureFlag)
        {
            await SetAsync(SettableSurface.WritebackFeatureFlag, Flag, on: true, before?.WritebackFeatureFlag);
        }
    }

    /// <summary>Says of each surface that an apply was asked to set and never came to that it was left as it is.</summary>
    public void NoteUnreached()
    {
        if (run.Input.Mode != RunMode.Apply)
        {
            return;
        }

        if (run.Input.AdministratorsMayReset is { } allowed)
        {
            NoteUnreached(Policy, allowed);
        }

        if (run.Input.SetWritebackFeatureFlag)
        {
            NoteUnreached(Flag, on: true);
        }
    }

    /// <summary>Sets back what an apply has set, where it is still as that apply left it and it knew what was before.</summary>
    public async Task RestoreAsync(RunReport apply)
    {
        var settings = apply.Changes.Where(change => change.Kind == ChangeKind.TenantSetting).ToList();
        if (settings.Count == 0)
        {
            return;
        }

        run.Enter(RunSteps.Rollback, "The settings of the tenant");
        var now = await run.Context.CallActivityAsync(RunActivities.ReadSelfServiceReset, run.Input.TenantId, RunLimits.Retry);
        run.Spend(now.Cost);
        foreach (var setting in settings)
        {
            var (surface, today) = setting.Target == Policy
                ? (SettableSurface.AdministratorsMayReset, now.AdministratorsMayReset)
                : (SettableSurface.WritebackFeatureFlag, now.WritebackFeatureFlag);
            if (!bool.TryParse(setting.Before, out var before) || InWords(today) != setting.After)
            {
                run.Note($"{setting.Target} is left as it is ({InWords(today)}): {apply.RunId} found {setting.Before} and left {setting.After}");
                continue;
            }

            await SetAsync(surface, setting.Target, before, today);
        }
    }

    private void NoteUnreached(string name, bool on)
    {
        if (!_reached.Contains(name))
        {
            run.Note($"{name} was to be set to {(on ? "true" : "false")} and is left as it is: that comes once writeback is on, and the run ended before");
        }
    }

    private async Task SetAsync(SettableSurface surface, string name, bool on, Reading<bool>? before)
    {
        _reached.Add(name);
        if (before is { IsKnown: true } && before.Value == on)
        {
            run.Note($"{name} is {InWords(before)} already");
            return;
        }

        var now = await run.Context.CallActivityAsync(
            RunActivities.SetSurface, new SurfaceSetting(run.Input.TenantId, surface, on), RunLimits.Retry);
        run.Note(now.IsKnown ? $"{name} was {InWords(before)}, and reads back {InWords(now)}" : $"{name} was not set: {now.UnknownReason}");
        if (now.IsKnown)
        {
            run.Record(new Change(
                run.Context.CurrentTime, ChangeKind.TenantSetting, string.Empty, name, InWords(before), InWords(now), "Password Writeback"));
        }
    }

    private static string InWords(Reading<bool>? reading) => reading switch
    {
        { IsKnown: true, Value: true } => "true",
        { IsKnown: true } => "false",
        _ => "not known",
    };
}
