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
        if (!run.Input.MinimumPasswordAgeZero || !AnyAbove(run.Forest(relay.Forest).PasswordPolicies))
        {
            return;
        }

        var confirmation = await new PersonSteps(run).AskAsync(
            PersonStepNames.MinimumPasswordAge,
            RunSteps.PasswordAge,
            "Set Minimum password age to 0 in the Group Policy that wins at the domain head (Default Domain Policy > Computer "
            + "Configuration > Policies > Windows Settings > Security Settings > Account Policies > Password Policy), then run "
            + "gpupdate /force on the PDC emulator.");
        if (confirmation is not null)
        {
            await WatchHeadAsync(confirmation.By);
        }
    }

    private static bool AnyAbove(IEnumerable<DomainPasswordPolicy> policies) => policies.Any(policy => policy.MinimumAge > TimeSpan.Zero);

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
            foreach (var policy in read.Policies.Where(policy => policy.MinimumAge == TimeSpan.Zero))
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
            if (!AnyAbove(read.Policies) || run.Context.CurrentTime >= deadline)
            {
                run.Note(AnyAbove(read.Policies) ? "The domain head did not follow in time" : "The domain head follows: minimum password age is 0");
                return;
            }

            await run.PauseAsync(TimeSpan.FromMinutes(1));
        }
    }
}
