using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;

/// <summary>
/// Judges the password policy of a domain: findings POL001 and POL002, both advisory. A minimum age above 0 is a choice,
/// not a fault: it keeps users from cycling through the password history in a day.
/// </summary>
public static class PasswordPolicyFindings
{
    /// <summary>Judges one domain.</summary>
    public static IReadOnlyList<Finding> Judge(DomainPasswordPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return [MinimumAgeFinding.Judge(policy), KnownPolicyFinding.Judge(policy)];
    }
}
