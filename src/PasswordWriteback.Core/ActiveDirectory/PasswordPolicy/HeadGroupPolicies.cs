namespace PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;

/// <summary>A setting of the password policy as a security template names it (MS-GPSB 2.2.1.1, section System Access).</summary>
public enum PasswordSetting
{
    /// <summary><c>MinimumPasswordAge</c>, days.</summary>
    MinimumPasswordAge,

    /// <summary><c>MaximumPasswordAge</c>, days; -1 for never.</summary>
    MaximumPasswordAge,

    /// <summary><c>MinimumPasswordLength</c>, characters.</summary>
    MinimumPasswordLength,

    /// <summary><c>PasswordHistorySize</c>, passwords remembered.</summary>
    PasswordHistorySize,

    /// <summary><c>PasswordComplexity</c>, 0 or 1.</summary>
    PasswordComplexity,
}

/// <summary>Which Group Policy wins for one setting.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Policy">Name of the policy that wins; null where that is not known.</param>
/// <param name="Value">What it sets, in the unit of the setting; null where that is not known.</param>
/// <param name="UnknownReason">Why it is not known, one sentence; null when it is.</param>
public sealed record WinningSetting(PasswordSetting Setting, string? Policy, int? Value, string? UnknownReason);

/// <summary>
/// The Group Policies from which the PDC emulator takes the domain's password policy: only those linked at the head of the domain
/// count. Each setting comes from the one that wins among those that set it.
/// </summary>
/// <param name="Applied">Names of those that reach the PDC emulator, the one that wins first.</param>
/// <param name="Settings">What they set; what none sets has no entry: then the head keeps what it has.</param>
/// <param name="LeftOut">Linked policies that do not reach it, with the reason, one sentence each.</param>
public sealed record HeadGroupPolicies(IReadOnlyList<string> Applied, IReadOnlyList<WinningSetting> Settings, IReadOnlyList<string> LeftOut)
{
    /// <summary>Who wins for a setting; null when no policy sets it.</summary>
    public WinningSetting? Find(PasswordSetting setting) => Settings.FirstOrDefault(candidate => candidate.Setting == setting);
}
