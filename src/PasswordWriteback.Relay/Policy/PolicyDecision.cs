namespace PasswordWriteback.Relay.Policy;

/// <summary>What the policy says about a command.</summary>
public abstract record PolicyDecision
{
    private PolicyDecision()
    {
    }

    /// <summary>It may be carried out.</summary>
    /// <param name="Why">The rule that allows it, one sentence.</param>
    /// <param name="Property">The property of the policy that it comes from; null where it is the default.</param>
    public sealed record Allowed(string Why, string? Property = null) : PolicyDecision;

    /// <summary>It is not carried out.</summary>
    /// <param name="Reason">Stable reason, one of <see cref="PolicyReason"/>.</param>
    /// <param name="Sentence">What forbids it, one sentence.</param>
    /// <param name="Remedy">What to do.</param>
    /// <param name="Property">The property of the policy that it comes from; null where it is the default.</param>
    public sealed record Refused(string Reason, string Sentence, string Remedy, string? Property = null) : PolicyDecision;

    /// <summary>It waits until a named administrator has done it on the server.</summary>
    /// <param name="Why">The rule, one sentence.</param>
    public sealed record NeedsLocalApproval(string Why) : PolicyDecision;
}

/// <summary>Why the policy refuses a command: stable names, as in a reply.</summary>
public static class PolicyReason
{
    /// <summary>The policy file is broken, unreadable, or others than administrators may write it.</summary>
    public const string PolicyProblem = nameof(PolicyProblem);

    /// <summary>The writing mode is off.</summary>
    public const string WritingOff = nameof(WritingOff);

    /// <summary>The command is not among those that are allowed.</summary>
    public const string CommandNotAllowed = nameof(CommandNotAllowed);

    /// <summary>No maintenance window is open.</summary>
    public const string OutsideWindow = nameof(OutsideWindow);

    /// <summary>The switch of Entra Connect may not be turned.</summary>
    public const string ConnectSwitchNotAllowed = nameof(ConnectSwitchNotAllowed);

    /// <summary>The plan writes in a domain that is not named.</summary>
    public const string DomainNotAllowed = nameof(DomainNotAllowed);

    /// <summary>The plan writes an object that is in no scope, or the head of a domain.</summary>
    public const string ScopeNotAllowed = nameof(ScopeNotAllowed);

    /// <summary>The plan's profile is not named.</summary>
    public const string ProfileNotAllowed = nameof(ProfileNotAllowed);

    /// <summary>The account is not among the pinned ones.</summary>
    public const string AccountNotPinned = nameof(AccountNotPinned);

    /// <summary>The plan was made under another policy, or too long ago.</summary>
    public const string PlanOutOfDate = nameof(PlanOutOfDate);

    /// <summary>Nobody applied the plan on the server before the time was over.</summary>
    public const string NotApproved = nameof(NotApproved);
}
