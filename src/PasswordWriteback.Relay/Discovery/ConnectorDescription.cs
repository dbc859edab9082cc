using System.Text.RegularExpressions;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>
/// The description that Entra Connect writes on the account it creates. The sentence is localized on non-English
/// installations, so only what survives translation is read: a 32-digit installation id, the word before the computer's
/// name, and a tenant that looks like a DNS name.
/// </summary>
/// <param name="InstallationId">The installation identifier; null when none is there.</param>
/// <param name="Server">The Connect server; null when not recognized.</param>
/// <param name="Tenant">The tenant, for example <c>contoso.onmicrosoft.com</c>; null when not recognized.</param>
public sealed partial record ConnectorDescription(string? InstallationId, string? Server, string? Tenant)
{
    /// <summary>Parses a description; null when it is not one that Entra Connect wrote.</summary>
    public static ConnectorDescription? Parse(string? description)
    {
        if (description is null || Product().Match(description) is not { Success: true })
        {
            return null;
        }

        var id = InstallationIdPattern().Match(description);
        var server = ServerPattern().Match(description);
        var tenant = TenantPattern().Match(description);
        return id.Success || tenant.Success
            ? new ConnectorDescription(
                id.Success ? id.Value : null, server.Success ? server.Groups["name"].Value : null, tenant.Success ? tenant.Value : null)
            : null;
    }

    [GeneratedRegex(@"(Azure\s+(Active\s+Directory|AD)|Microsoft\s+Entra)\s+Connect", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Product();

    [GeneratedRegex(@"\b[0-9a-f]{32}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InstallationIdPattern();

    [GeneratedRegex(@"\b(computer|computador|ordinateur|equipo|komputer\w*|dator\w*)\W+(?<name>[A-Z0-9][A-Z0-9-]{0,62})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ServerPattern();

    [GeneratedRegex(@"\b[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)*\.[a-z]{2,}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TenantPattern();
}
