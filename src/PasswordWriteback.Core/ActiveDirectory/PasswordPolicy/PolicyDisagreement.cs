using System.Globalization;

namespace PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;

/// <summary>A setting for which the winning Group Policy and the head of the domain say different things.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Policy">The Group Policy that wins.</param>
/// <param name="Wanted">What it sets, in the unit of the setting.</param>
/// <param name="Enforced">What the head says, in the same unit: what domain controllers enforce.</param>
public sealed record PolicyDisagreement(PasswordSetting Setting, string Policy, int Wanted, double Enforced)
{
    private const int Never = -1;

    /// <summary>Every setting whose winner is known and differs from the head.</summary>
    public static IReadOnlyList<PolicyDisagreement> Of(DomainPasswordPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy is { IsKnown: true, GroupPolicy: { IsKnown: true } read }
            ?
            [
                .. from setting in read.Value.Settings
                   where setting is { Policy: not null, Value: not null }
                   let enforced = Enforces(policy, setting.Setting)
                   where Wants(setting) != enforced
                   select new PolicyDisagreement(setting.Setting, setting.Policy!, setting.Value!.Value, enforced),
            ]
            : [];
    }

    /// <summary>In words.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"'{Policy}' sets {Setting} to {Wanted}, the head says {Enforced:0.##}");

    private static double Wants(WinningSetting setting) => setting.Setting == PasswordSetting.MaximumPasswordAge && setting.Value <= 0 ? Never : setting.Value!.Value;

    private static double Enforces(DomainPasswordPolicy policy, PasswordSetting setting) => setting switch
    {
        PasswordSetting.MinimumPasswordAge => policy.MinimumAge.TotalDays,
        PasswordSetting.MaximumPasswordAge => policy.MaximumAge?.TotalDays ?? Never,
        PasswordSetting.MinimumPasswordLength => policy.MinimumLength,
        PasswordSetting.PasswordHistorySize => policy.History,
        _ => policy.Complexity ? 1 : 0,
    };
}
