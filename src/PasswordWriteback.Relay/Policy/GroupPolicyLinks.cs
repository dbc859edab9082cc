namespace PasswordWriteback.Relay.Policy;

/// <summary>Reads gPLink (MS-GPOL 2.2.2): <c>[LDAP://CN={…},CN=Policies,CN=System,DC=…;0]</c>, one after the other.</summary>
internal static class GroupPolicyLinks
{
    private const string Scheme = "LDAP://";

    /// <summary>Distinguished names of the linked policies, disabled links included: whoever may write the policy waits for its link.</summary>
    public static IReadOnlyList<string> Of(string? links) =>
    [
        .. (links ?? string.Empty).Split(['[', ']'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(link => link.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && link.Contains(';', StringComparison.Ordinal))
            .Select(link => link[Scheme.Length..link.LastIndexOf(';')])
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];
}
