namespace PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;

/// <summary>The step with which a person sets the minimum password age of a domain to 0.</summary>
public static class MinimumAgeStep
{
    private const string Place =
        "Computer Configuration > Policies > Windows Settings > Security Settings > Account Policies > Password Policy > Minimum password age = 0 days";

    private const string Refresh = "run 'gpupdate /target:computer /force' on the PDC emulator";

    /// <summary>The step, naming the Group Policy that wins where that is known. Begins with a verb, ends with a full stop.</summary>
    public static string Of(DomainPasswordPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        const string manage = "open Group Policy Management on a management station, edit";
        return policy.GroupPolicy switch
        {
            { IsKnown: true, Value: var read } when read.Find(PasswordSetting.MinimumPasswordAge) is { Policy: { } winner, Value: var value } => value == 0
                ? $"'{winner}', the Group Policy that wins at the head of {policy.Domain}, says 0 already: {Refresh}, so that the head follows."
                : $"{manage} '{winner}', the Group Policy that wins at the head of {policy.Domain} > {Place}; then {Refresh}. A direct edit of minPwdAge lasts only until the next policy refresh.",
            { IsKnown: true, Value: var read } when read.Find(PasswordSetting.MinimumPasswordAge) is null =>
                $"no Group Policy that reaches the PDC emulator sets it: {manage} {(read.Applied.Count == 0 ? "a policy linked" : $"'{read.Applied[0]}', which is linked")} at the head of {policy.Domain} > {Place}; then {Refresh}.",
            { IsKnown: true, Value: var read } =>
                $"{manage} the policy that wins at the head of {policy.Domain}, the first of these that sets it: {string.Join(", ", read.Applied.Select(name => $"'{name}'"))} > {Place}; then {Refresh}. A direct edit of minPwdAge lasts only until the next policy refresh.",
            _ => $"{manage} the policy that wins at the head of {policy.Domain} (usually Default Domain Policy) > {Place}; then {Refresh}. A direct edit of minPwdAge lasts only until the next policy refresh.",
        };
    }
}
