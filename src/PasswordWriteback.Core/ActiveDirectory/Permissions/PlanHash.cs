using System.Security.Cryptography;
using System.Text;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>
/// Names a plan by what it would do to what: account, profile, and per target the server, the explicit ACEs that were seen and
/// the ACEs to add. Neither the time nor the replication version counts, so an unchanged directory gives the same plan again.
/// </summary>
public static class PlanHash
{
    /// <summary>SHA-256 (lower-case hex). Targets count in the order of the plan.</summary>
    public static string Of(PermissionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var text = new StringBuilder();
        Line("plan 1", plan.AccountSid, plan.Profile);
        foreach (var target in plan.Targets)
        {
            Line("target", target.Dn, target.Domain, target.Server, target.ExplicitAces);
            foreach (var ace in target.Aces)
            {
                Line("ace", ace.Sddl);
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        // Length before each part: no content can pass for the border between two.
        void Line(params ReadOnlySpan<string> parts)
        {
            foreach (var part in parts)
            {
                text.Append(part.Length).Append(':').Append(part);
            }

            text.Append('\n');
        }
    }
}
