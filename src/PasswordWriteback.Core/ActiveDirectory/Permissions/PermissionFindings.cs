using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>Judges what the connector account may do: findings PER001 to PER005, one set per domain.</summary>
public static class PermissionFindings
{
    private static readonly (WritebackRight Right, string Code, string Name)[] Rights =
    [
        (WritebackRight.ResetPassword, FindingCodes.ResetPassword, "Reset Password"),
        (WritebackRight.ChangePassword, FindingCodes.ChangePassword, "Change Password"),
        (WritebackRight.WriteLockoutTime, FindingCodes.WriteLockoutTime, "Write lockoutTime"),
        (WritebackRight.WritePwdLastSet, FindingCodes.WritePwdLastSet, "Write pwdLastSet"),
        (WritebackRight.UnexpirePassword, FindingCodes.UnexpirePassword, "Unexpire Password"),
    ];

    /// <summary>Judges the scopes of all domains of a forest.</summary>
    /// <param name="scopes">The scopes as they were assessed.</param>
    /// <param name="account">The connector account, as <c>DOMAIN\name</c>.</param>
    public static IReadOnlyList<Finding> Judge(IReadOnlyList<ScopeAssessment> scopes, string account)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        return
        [
            .. from domain in scopes.GroupBy(scope => scope.Domain, StringComparer.OrdinalIgnoreCase)
               from right in Rights
               select Judge(right.Right, right.Code, right.Name, domain.Key, [.. domain], account),
        ];
    }

    private static Finding Judge(
        WritebackRight right, string code, string name, string domain, IReadOnlyList<ScopeAssessment> scopes, string account)
    {
        var found = scopes
            .SelectMany(scope => scope.Rights.Where(item => item.Right == right).Select(item => (Scope: scope, Right: item)))
            .ToList();
        if (found.Count == 0)
        {
            return new Finding(code, FindingStatus.NotApplicable, domain, new Evidence($"The permission profile does not ask for {name}."));
        }

        var facts = new JsonObject
        {
            ["account"] = account,
            ["scopes"] = new JsonArray(
            [
                .. found.Select(item => (JsonNode)new JsonObject
                {
                    ["dn"] = item.Scope.Dn,
                    ["class"] = item.Right.ObjectClass,
                    ["state"] = item.Right.State.ToString(),
                    ["explanation"] = item.Right.Explanation,
                }),
            ]),
        };
        Finding Result(FindingStatus status, string summary, string? remedy = null) =>
            new(code, status, domain, new Evidence(summary, facts), remedy);

        var denied = found.Where(item => item.Right.State == RightState.Denied).ToList();
        if (denied.Count > 0)
        {
            return Result(
                FindingStatus.NotMet,
                $"{account} is denied {name} on {denied[0].Scope.Dn}: {denied[0].Right.Explanation}",
                $"Remove the deny ACE, or take {account} out of the group that it names; then run the check again.");
        }

        var missing = found.Where(item => item.Right.State == RightState.Missing).ToList();
        if (missing.Count > 0)
        {
            return Result(
                FindingStatus.NotMet,
                $"{account} lacks {name} for {missing[0].Right.ObjectClass} on {missing.Count} of {found.Count} scopes, first {missing[0].Scope.Dn}: "
                + missing[0].Right.Explanation,
                right == WritebackRight.UnexpirePassword
                    ? UnexpireRemedy(missing[0].Scope.Dn, account)
                    : "Run a plan, let an administrator approve it, and apply it.");
        }

        var unreadable = found.Where(item => item.Right.State == RightState.Unreadable).ToList();
        return unreadable.Count > 0
            ? Result(
                FindingStatus.Unknown,
                $"Whether {account} holds {name} on {unreadable[0].Scope.Dn} is not known: {unreadable[0].Right.Explanation}",
                "Give the relay's identity Read permissions (READ_CONTROL) on the object, and run the check again.")
            : Result(FindingStatus.Met, $"{account} holds {name} on {Scopes(found.Count)}: {found[0].Right.Explanation}");
    }

    private static string Scopes(int count) => count == 1 ? "the one scope of the domain" : $"all {count} scopes of the domain";

    private static string UnexpireRemedy(string head, string account) =>
        "Without it every password that is reset from the cloud expires at once. Let an administrator of the domain run "
        + $"dsacls \"{head}\" /G \"{account}:CA;Unexpire Password\" at an elevated prompt, or apply with the whole domain allowed.";
}
