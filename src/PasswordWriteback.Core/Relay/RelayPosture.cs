namespace PasswordWriteback.Core.Relay;

/// <summary>Who may let the relay write: decided in the relay's policy on the server, never by the cloud.</summary>
public enum WritingMode
{
    /// <summary>Nobody: the service reads only. The default.</summary>
    Off,

    /// <summary>A named administrator on the server, plan by plan, under a token of their own.</summary>
    Approved,

    /// <summary>The cloud, by a signed command, within the policy.</summary>
    Unattended,
}

/// <summary>A right to write that the relay's own identity holds on an object that governs the domain, or on its own policy.</summary>
/// <param name="Dn">Distinguished name: a domain head, AdminSDHolder, or a Group Policy linked at a domain head; or the path of the policy that the service may change.</param>
/// <param name="Words">The rights in words.</param>
public sealed record OwnRight(string Dn, string Words);

/// <summary>How much power the relay has and who decides about it, as the relay says itself.</summary>
/// <param name="WritingMode">The mode that is in force now.</param>
/// <param name="PolicyHash">SHA-256 (lower-case hex) of the policy file; <c>none</c> where there is no file.</param>
/// <param name="PolicyProblem">Why the policy cannot be relied on, one sentence; then nothing is written. Null when all is well.</param>
/// <param name="OwnRights">Rights to write that the service's identity holds; empty when it holds none of those that were read.</param>
/// <param name="Unread">What of that could not be read and why, one sentence each; empty when all was.</param>
public sealed record RelayPosture(
    WritingMode WritingMode,
    string PolicyHash,
    string? PolicyProblem,
    IReadOnlyList<OwnRight> OwnRights,
    IReadOnlyList<string> Unread);
