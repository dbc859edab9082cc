namespace PasswordWriteback.Core.EntraConnect.Canary;

/// <summary>The canary user as one domain controller knows it. Stays on the relay.</summary>
/// <param name="Server">The domain controller that was asked.</param>
/// <param name="IsPdcEmulator">Whether it is the PDC emulator of the user's domain.</param>
/// <param name="PrincipalName">User principal name; null when the user has none or it is not readable.</param>
/// <param name="Anchors">What synchronization may use as source anchor, base64: objectGUID, ms-DS-ConsistencyGuid.</param>
/// <param name="PwdLastSet">When the password was set; null when the attribute was not returned.</param>
/// <param name="ExpiredAtOnce">pwdLastSet is 0: the password must be changed at the next logon.</param>
/// <param name="PwdLastSetOrigin">Originating write of pwdLastSet; null when the metadata was not returned.</param>
/// <param name="PasswordOrigin">Originating write of unicodePwd; null when the metadata does not hold it.</param>
public sealed record CanarySighting(
    string Server,
    bool IsPdcEmulator,
    string? PrincipalName,
    IReadOnlyList<string> Anchors,
    DateTimeOffset? PwdLastSet,
    bool ExpiredAtOnce,
    WriteOrigin? PwdLastSetOrigin,
    WriteOrigin? PasswordOrigin);

/// <summary>Where and when a value was written first.</summary>
/// <param name="Controller">The domain controller that took the write; its invocation id when no controller has it any more.</param>
/// <param name="At">Time of the write there, to the second.</param>
/// <param name="Version">Version of the value.</param>
public sealed record WriteOrigin(string Controller, DateTimeOffset At, uint Version);
