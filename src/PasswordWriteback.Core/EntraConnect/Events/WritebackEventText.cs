using System.Text.RegularExpressions;

namespace PasswordWriteback.Core.EntraConnect.Events;

/// <summary>
/// What is read from the text of an event beside its codes: labels that the service writes itself, in English on every server.
/// </summary>
public static partial class WritebackEventText
{
    /// <summary>The tracking id that all events of one operation share; null when the text holds none.</summary>
    public static Guid? TrackingId(string text) =>
        Tracking().Match(text) is { Success: true } match && Guid.TryParse(match.Groups["value"].Value, out var id) ? id : null;

    /// <summary>The user principal name that the text names; null when none.</summary>
    public static string? UserPrincipalName(string text) => User().Match(text) is { Success: true } match ? match.Groups["value"].Value : null;

    /// <summary>The source anchor (base64) that the text names; null when none.</summary>
    public static string? SourceAnchor(string text) => Anchor().Match(text) is { Success: true } match ? match.Groups["value"].Value : null;

    /// <summary>The Service Bus namespace that the text names, lower case; null when none.</summary>
    public static string? ServiceBusNamespace(string text) =>
        Namespace().Match(text) is { Success: true } match ? match.Value.ToLowerInvariant() : null;

    [GeneratedRegex(@"TrackingId\s*[:=]\s*\{?(?<value>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tracking();

    [GeneratedRegex(@"UserPrincipalName\s*[:=]\s*(?<value>[^\s,;]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex User();

    [GeneratedRegex(@"SourceAnchorValue\s*[:=]\s*(?<value>[A-Za-z0-9+/]+={0,2})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Anchor();

    [GeneratedRegex(@"(?<![a-z0-9.-])[a-z0-9][a-z0-9-]{0,60}\.servicebus\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Namespace();
}
