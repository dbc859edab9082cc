namespace PasswordWriteback.Simulation.Forest.Passwords;

/// <summary>How a password reset ended.</summary>
public enum PasswordResetOutcome
{
    /// <summary>The password was set.</summary>
    Done,

    /// <summary>The account that resets lacks Reset Password on the user.</summary>
    AccessDenied,

    /// <summary>The password policy forbids it: the password is younger than the minimum age.</summary>
    PolicyRestriction,

    /// <summary>The user is disabled.</summary>
    AccountDisabled,

    /// <summary>There is no such user on this domain controller.</summary>
    NoSuchUser,

    /// <summary>The domain controller does not take writes, or does not answer.</summary>
    Unavailable,
}

/// <summary>What a password reset did. It carries no password.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="PwdLastSet">
/// The new value: the time of the reset, or null (stored as 0) when the account that resets lacks Unexpire Password on the
/// domain head, so that the password expires at once (MS-SAMR 3.1.1.8.7). Null too when nothing was set.
/// </param>
/// <param name="Unlocked">Whether lockoutTime was cleared.</param>
/// <param name="Detail">One sentence.</param>
public sealed record PasswordResetResult(PasswordResetOutcome Outcome, DateTimeOffset? PwdLastSet, bool Unlocked, string Detail);
