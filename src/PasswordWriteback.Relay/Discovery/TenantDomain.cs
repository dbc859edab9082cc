using System.Text.RegularExpressions;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>
/// The domain by which a text of Entra Connect names its tenant: <c>contoso.onmicrosoft.com</c>, in other clouds
/// <c>contoso.onmicrosoft.us</c> or <c>contoso.partner.onmschina.cn</c>, or a domain of the customer's own. Only the form is looked at;
/// whose domain it is, is for the tenant's verified domains to say.
/// </summary>
internal static partial class TenantDomain
{
    /// <summary>The domain names that stand free in a text: no part of a mail address, of a path or of an address of the web.</summary>
    public static IEnumerable<(int Index, string Name)> In(string text) => Free().Matches(text).Select(match => (match.Index, match.Value));

    /// <summary>The domain that an Entra connector is named after; null when it has another name. The wizard calls it <c>contoso.onmicrosoft.com - AAD</c>.</summary>
    public static string? OfConnector(string name) => ConnectorName().Match(name) is { Success: true } match ? match.Groups["name"].Value : null;

    // No \b: letters of other scripts may touch the name, and are no part of it.
    [GeneratedRegex(@"(?<![A-Za-z0-9._@/\\-])(?>([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(xn--[a-z0-9-]{2,59}|[a-z]{2,63}))(?![A-Za-z0-9_@/\\-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Free();

    [GeneratedRegex(@"^\s*(?<name>([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(xn--[a-z0-9-]{2,59}|[a-z]{2,63}))(\s+-\s.*)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ConnectorName();
}
