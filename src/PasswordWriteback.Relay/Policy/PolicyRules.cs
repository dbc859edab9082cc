using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Relay.Policy;

/// <summary>What the policy says about a command. Whatever is not clearly allowed is refused.</summary>
public static class PolicyRules
{
    private const string Explain = "'relay policy explain' shows what is allowed and why.";

    /// <summary>Decides.</summary>
    /// <param name="state">The policy as it stands now.</param>
    /// <param name="command">The command.</param>
    /// <param name="plan">The plan that it would write; null for other commands, and to ask what holds for any plan.</param>
    /// <param name="now">The time.</param>
    public static PolicyDecision Decide(PolicyState state, RelayCommand command, PermissionPlan? plan, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(command);
        var policy = state.Policy;
        var name = RelayCommandNames.Of(command);
        var writes = command is GrantPermissions or RevokePermissions or SetConnectWriteback;
        if (state.Problem is { } problem && writes)
        {
            return new PolicyDecision.Refused(
                PolicyReason.PolicyProblem,
                $"The relay's policy cannot be relied on, so nothing is written: {problem}",
                "Correct it on the server; 'relay policy check' says when it is right.");
        }

        if (policy.AllowedCommands is { } allowed && !allowed.Contains(name, StringComparer.Ordinal))
        {
            return new PolicyDecision.Refused(
                PolicyReason.CommandNotAllowed,
                $"The relay's policy does not allow {name}; it allows {(allowed.Count == 0 ? "nothing" : string.Join(", ", allowed))}.",
                $"Add it to allowedCommands if it shall be. {Explain}",
                "allowedCommands");
        }

        if (!writes)
        {
            return new PolicyDecision.Allowed("It reads only.", policy.AllowedCommands is null ? null : "allowedCommands");
        }

        if ((DecideWrite(policy, command, now) ?? (plan is null ? null : OutsidePolicy(policy, plan))) is { } refused)
        {
            return refused;
        }

        return command is SetConnectWriteback
            ? new PolicyDecision.Allowed($"connectSwitch is true: the service turns it by itself, in writing mode {Word(policy.WritingMode)} too.", "connectSwitch")
            : policy.WritingMode == WritingMode.Approved
            ? new PolicyDecision.NeedsLocalApproval("The writing mode is approved: an administrator writes it on the server.")
            : new PolicyDecision.Allowed($"The writing mode is {Word(policy.WritingMode)}.", "writingMode");
    }

    /// <summary>The mode as the file writes it.</summary>
    public static string Word(WritingMode mode) => mode.ToString().ToLowerInvariant();

    private static PolicyDecision.Refused? DecideWrite(RelayPolicy policy, RelayCommand command, DateTimeOffset now)
    {
        if (policy.WritingMode == WritingMode.Off)
        {
            return new PolicyDecision.Refused(
                PolicyReason.WritingOff,
                "The writing mode of this relay is off: it reads only.",
                "Set writingMode to approved or unattended in relay-policy.json on the server, or write the plan there with 'relay apply'.",
                "writingMode");
        }

        if (command is SetConnectWriteback && !policy.ConnectSwitch)
        {
            return new PolicyDecision.Refused(
                PolicyReason.ConnectSwitchNotAllowed,
                "The relay's policy does not allow the switch of Entra Connect to be turned.",
                "Set connectSwitch to true in relay-policy.json on the server, or turn the switch in the wizard of Entra Connect.",
                "connectSwitch");
        }

        // A person who writes on the server chooses the time; a window binds what the service does by itself.
        var byItself = policy.WritingMode == WritingMode.Unattended || command is SetConnectWriteback;
        return byItself && policy.MaintenanceWindows.Count > 0 && !policy.MaintenanceWindows.Any(window => window.Contains(now))
            ? new PolicyDecision.Refused(
                PolicyReason.OutsideWindow,
                $"No maintenance window is open at {now.UtcDateTime:yyyy-MM-dd HH:mm} UTC; they are: {string.Join("; ", policy.MaintenanceWindows)}.",
                "Start the run again in a maintenance window.",
                "maintenanceWindows")
            : null;
    }

    private static PolicyDecision.Refused? OutsidePolicy(RelayPolicy policy, PermissionPlan plan)
    {
        if (!policy.Profiles.Any(profile => profile.Name.Equals(plan.Profile, StringComparison.OrdinalIgnoreCase)))
        {
            return Refuse(PolicyReason.ProfileNotAllowed, $"The plan's profile {plan.Profile} is not among those of the policy.", "profiles");
        }

        if (policy.PinnedAccounts.Count > 0 && !policy.PinnedAccounts.Contains(plan.AccountSid, StringComparer.OrdinalIgnoreCase))
        {
            return Refuse(PolicyReason.AccountNotPinned, $"The plan is for {plan.Account} ({plan.AccountSid}), which the policy does not pin.", "pinnedAccounts");
        }

        foreach (var target in plan.Targets)
        {
            if (policy.Domains.Count > 0 && !policy.Domains.Contains(target.Domain, StringComparer.OrdinalIgnoreCase))
            {
                return Refuse(PolicyReason.DomainNotAllowed, $"{target.Dn} lies in {target.Domain}, which the policy does not name.", "domains");
            }

            var isHead = DistinguishedName.Same(target.Dn, HeadOf(target));
            if (isHead && !policy.DomainWide)
            {
                return Refuse(PolicyReason.ScopeNotAllowed, $"{target.Dn} is the head of a domain, and the policy does not allow heads.", "domainWide");
            }

            var onlyOnHead = isHead && target.Aces.All(ace => ace.ObjectClass == WritebackClasses.DomainDns);
            if (policy.Scopes.Count > 0 && !onlyOnHead && !policy.Scopes.Any(scope => DistinguishedName.IsAtOrBelow(target.Dn, scope)))
            {
                return Refuse(PolicyReason.ScopeNotAllowed, $"{target.Dn} is in no scope of the policy.", "scopes");
            }
        }

        return null;
    }

    private static string HeadOf(PlannedTarget target) => "DC=" + target.Domain.Replace(".", ",DC=", StringComparison.Ordinal);

    private static PolicyDecision.Refused Refuse(string reason, string sentence, string property) =>
        new(reason, sentence, $"Change {property} in relay-policy.json if it shall be, and make a new plan. {Explain}", property);
}
