using System.Globalization;

namespace PasswordWriteback.Relay.GroupPolicy;

/// <summary>A link from a site, a domain or an organizational unit to a Group Policy (MS-GPOL 2.2.2).</summary>
/// <param name="PolicyDn">Distinguished name of the policy.</param>
/// <param name="IsDisabled">Bit 0 of its options: the link has no effect.</param>
/// <param name="IsEnforced">Bit 1 of its options: containers below can neither block nor override it.</param>
public sealed record GroupPolicyLink(string PolicyDn, bool IsDisabled, bool IsEnforced)
{
    private const string Scheme = "LDAP://";
    private const int Disabled = 1;
    private const int Enforced = 2;

    /// <summary>Reads gPLink: <c>[LDAP://CN={…},CN=Policies,CN=System,DC=…;0]</c>, one after the other, nothing between.</summary>
    /// <param name="value">The attribute; null, empty or one space when nothing is linked.</param>
    /// <returns>The links in stored order. The last one is applied last, so it wins: the console lists it first.</returns>
    /// <exception cref="GroupPolicyFormatException">It is not of that form.</exception>
    public static IReadOnlyList<GroupPolicyLink> Parse(string? value)
    {
        var text = (value ?? string.Empty).TrimEnd();
        var links = new List<GroupPolicyLink>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf(']', start);
            if (text[start] != '[' || end < 0)
            {
                throw Wrong(start, text[start] == '[' ? "a link has no closing bracket" : "a link does not begin with a bracket");
            }

            links.Add(Read(text[(start + 1)..end], start));
            start = end + 1;
        }

        return links;
    }

    private static GroupPolicyLink Read(string link, int start)
    {
        var options = link.LastIndexOf(';');
        if (!link.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || options <= Scheme.Length)
        {
            throw Wrong(start, "a link is not of the form LDAP://NAME;OPTIONS");
        }

        return int.TryParse(link[(options + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var flags)
            ? new GroupPolicyLink(link[Scheme.Length..options], (flags & Disabled) != 0, (flags & Enforced) != 0)
            : throw Wrong(start + options + 2, "the options of a link are no number");
    }

    private static GroupPolicyFormatException Wrong(int position, string what) =>
        new(GroupPolicyPart.Links, position, $"gPLink cannot be read: {what}, at character {position}.");
}
