using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>
/// Minimum password age 0, where the tenant wants it: a person changes the Group Policy, and the run watches the domain
/// head until the PDC emulator has copied it there. Advisory: the run goes on whatever comes of it.
/// </summary>
internal sealed class PasswordAgeSteps(Run run, RelayConversation relay)
{
    public async Task AskForZeroAsync()
    {
        var policies = run.Forest(relay.Forest).PasswordPolicies;
        if (!run.Input.MinimumPasswordAgeZero || !AnyNotZero(policies))
        {
            return;
        }

        var confirmation = await new PersonSteps(run).AskAsync(
            PersonStepNames.MinimumPasswordAge,
            RunSteps.PasswordAge,
            Ask(policies));
        if (confirmation is not null)
        {
            await WatchHeadAsync(confirmation.By);
        }
    }

    // An older relay names no Group Policy: then the words stay what runs that are under way have asked with.
    private static string Ask(IReadOnlyList<DomainPasswordPolicy> policies) => policies.All(policy => policy.GroupPolicy is null)
        ? "Set Minimum password age to 0 in the Group Policy that wins at the domain head (Default Domain Policy > Computer "
            + "Configuration > Policies > Windows Settings > Security Settings > Account Policies > Password Policy), then run "
            + "gpupdate /force on the PDC emulator."
        : "Set Minimum password age to 0: " + string.Join(' ', policies.Where(IsNotZero).Select(MinimumAgeStep.Of));

    // What could not be read is not 0.
    private static bool IsNotZero(DomainPasswordPolicy policy) => !policy.IsKnown || policy.MinimumAge > TimeSpan.Zero;

    private static bool AnyNotZero(IEnumerable<DomainPasswordPolicy> policies) => policies.Any(IsNotZero);

    private async Task WatchHeadAsync(string by)
    {
        var before = run.Forest(relay.Forest).PasswordPolicies;
        var deadline = run.Context.CurrentTime + RunLimits.PolicyRefresh;
        while (true)
        {
            var read = await relay.AskAsync<PasswordPolicyRead>(id => new ReadPasswordPolicy(
                id, run.Input.TenantId, run.Context.InstanceId, relay.Forest));
            if (read is null)
            {
                return;
            }

            run.Record(run.Forest(relay.Forest) with { PasswordPolicies = read.Policies });
            run.Record(read.Policies.SelectMany(PasswordPolicyFindings.Judge));
            foreach (var policy in read.Policies.Where(policy => !IsNotZero(policy)))
            {
                if (before.FirstOrDefault(old => old.Domain == policy.Domain) is { } old && old.MinimumAge > TimeSpan.Zero)
                {
                    run.Record(new Change(
                        run.Context.CurrentTime,
                        ChangeKind.PersonStep,
                        relay.Forest,
                        $"Minimum password age of {policy.Domain}",
                        $"{old.MinimumAge.TotalDays:0.##} days",
                        "0",
                        by));
                }
            }

            before = read.Policies;
            if (!AnyNotZero(read.Policies) || run.Context.CurrentTime >= deadline)
            {
                run.Note(AnyNotZero(read.Policies) ? "The domain head did not follow in time" : "The domain head follows: minimum password age is 0");
                return;
            }

            await run.PauseAsync(TimeSpan.FromMinutes(1));
        }
    }
}
