namespace PasswordWriteback.Core.EntraConnect.Canary;

/// <summary>A part of the proof that a reset in the cloud arrived.</summary>
public enum CanaryPart
{
    /// <summary>The relay's policy names a canary user.</summary>
    Named,

    /// <summary>The user is in the forest and can be read on the PDC emulator.</summary>
    Found,

    /// <summary>The Connect server logged a success that can be this user's.</summary>
    SuccessEvent,

    /// <summary>pwdLastSet rose with that success.</summary>
    PwdLastSetRose,

    /// <summary>pwdLastSet is not 0: the new password is not expired at once.</summary>
    NotExpired,

    /// <summary>The password itself was written together with pwdLastSet.</summary>
    PasswordWritten,

    /// <summary>Replication metadata name the domain controller that took the write.</summary>
    Origin,

    /// <summary>The write has arrived on the PDC emulator.</summary>
    PdcEmulator,
}

/// <summary>A part of the proof that is missing.</summary>
/// <param name="Part">Which.</param>
/// <param name="Detail">What was seen instead, one sentence. Names no user.</param>
public sealed record CanaryGap(CanaryPart Part, string Detail);

/// <summary>How a reset is known to be the canary's.</summary>
public enum CanaryMatch
{
    /// <summary>The events name the user.</summary>
    ByName,

    /// <summary>The events name nobody; time alone joins them with pwdLastSet.</summary>
    ByTime,
}
