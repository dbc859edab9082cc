using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Relay.Policy;

/// <summary>What would happen to one command, in words.</summary>
/// <param name="Command">Its name.</param>
/// <param name="Decision"><c>allowed</c>, <c>approval</c> or <c>refused</c>.</param>
/// <param name="Reason">Stable reason of a refusal; null otherwise.</param>
/// <param name="Sentence">Why.</param>
/// <param name="Line">Line of the policy that decides; null where it is the default.</param>
public sealed record ExplainedCommand(string Command, string Decision, string? Reason, string Sentence, int? Line);

/// <summary>Explains a policy: what each command would be allowed now, why, and from which line.</summary>
public static class PolicyExplanation
{
    /// <summary>One entry per command of the contract.</summary>
    public static IReadOnlyList<ExplainedCommand> Of(PolicyState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return [.. Samples().Select(command => Explain(state, command, now))];
    }

    private static ExplainedCommand Explain(PolicyState state, RelayCommand command, DateTimeOffset now)
    {
        var name = RelayCommandNames.Of(command);
        return PolicyRules.Decide(state, command, plan: null, now) switch
        {
            PolicyDecision.Allowed allowed => new ExplainedCommand(name, "allowed", Reason: null, allowed.Why + Within(state.Policy, command), Line(allowed.Property)),
            PolicyDecision.NeedsLocalApproval local => new ExplainedCommand(name, "approval", Reason: null, local.Why + Within(state.Policy, command), Line("writingMode")),
            PolicyDecision.Refused refused => new ExplainedCommand(name, "refused", refused.Reason, $"{refused.Sentence} {refused.Remedy}", Line(refused.Property)),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no decision that can be explained."),
        };

        int? Line(string? property) => property is not null && state.Lines.TryGetValue(property, out var line) ? line : null;
    }

    private static string Within(RelayPolicy policy, RelayCommand command)
    {
        if (command is RevokePermissions)
        {
            return " Only what a grant of this relay recorded, also where the policy does not allow a grant any more.";
        }

        if (command is not GrantPermissions)
        {
            return string.Empty;
        }

        var where = policy.Scopes.Count > 0 ? string.Join("; ", policy.Scopes) : "the containers that Entra Connect synchronizes and that hold users";
        var domains = policy.Domains.Count > 0 ? $", in {string.Join(", ", policy.Domains)} only" : string.Empty;
        var heads = !policy.DomainWide ? ", never on a domain head"
            : policy.Scopes.Count > 0 ? ", and Unexpire Password on domain heads"
            : ", and on domain heads (the whole domain where it is not known what Entra Connect synchronizes)";
        var whom = policy.PinnedAccounts.Count > 0 ? string.Join(" or ", policy.PinnedAccounts) : "the connector account that discovery finds";
        return $" Only {string.Join(" or ", policy.Profiles.Select(profile => profile.Name))}, to {whom}, on {where}{domains}{heads}.";
    }

    private static RelayCommand[] Samples()
    {
        const string run = "any";
        return
        [
            new Discover(Guid.Empty, Guid.Empty, run, run),
            new AssessPermissions(Guid.Empty, Guid.Empty, run, run),
            new GrantPermissions(Guid.Empty, Guid.Empty, run, run, run),
            new RevokePermissions(Guid.Empty, Guid.Empty, run, run, run),
            new ConfirmReplication(Guid.Empty, Guid.Empty, run, run, GrantRunId: null),
            new ReadPasswordPolicy(Guid.Empty, Guid.Empty, run, run),
            new SetConnectWriteback(Guid.Empty, Guid.Empty, run, run, Enabled: true),
            new CollectEvidence(Guid.Empty, Guid.Empty, run, run, DateTimeOffset.UnixEpoch),
        ];
    }
}
