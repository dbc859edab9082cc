namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>The rights that password writeback uses.</summary>
public enum WritebackRight
{
    /// <summary>Control access right Reset Password (User-Force-Change-Password) on users.</summary>
    ResetPassword,

    /// <summary>Control access right Change Password on users.</summary>
    ChangePassword,

    /// <summary>Write property lockoutTime on users: unlocks an account.</summary>
    WriteLockoutTime,

    /// <summary>Write property pwdLastSet on users: asks for a change at next logon, or takes that back.</summary>
    WritePwdLastSet,

    /// <summary>Control access right Unexpire Password on the domain head: without it a reset password expires at once.</summary>
    UnexpirePassword,
}

/// <summary>Whether a right is there.</summary>
public enum RightState
{
    /// <summary>Exactly the ACE of the profile is on the object.</summary>
    Present,

    /// <summary>Another ACE, or a group of the account, already gives it.</summary>
    EffectiveThroughOther,

    /// <summary>Nothing gives it.</summary>
    Missing,

    /// <summary>An ACE takes it away.</summary>
    Denied,

    /// <summary>The reader may not see the descriptor.</summary>
    Unreadable,
}
