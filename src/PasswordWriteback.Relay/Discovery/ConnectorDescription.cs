using System.Text.RegularExpressions;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>
/// The description that Entra Connect writes on the account it creates. The sentence is localized on non-English
/// installations, so only what survives translation is read: a 32-digit installation id, without which it is somebody's note and not
/// Entra Connect's; the word before the computer's name; and a tenant that looks like a DNS name.
/// </summary>
/// <param name="InstallationId">The installation identifier.</param>
/// <param name="Server">The Connect server; null when not recognized.</param>
/// <param name="Tenant">The tenant, for example <c>contoso.onmicrosoft.com</c>; null when not recognized, or when several names could be it.</param>
public sealed partial record ConnectorDescription(string InstallationId, string? Server, string? Tenant)
{
    /// <summary>Parses a description; null when it is not one that Entra Connect wrote.</summary>
    public static ConnectorDescription? Parse(string? description)
    {
        if (description is null || !Product().IsMatch(description) || InstallationIdPattern().Match(description) is not { Success: true } id)
        {
            return null;
        }

        var server = ServerPattern().Match(description).Groups["name"];

        // A computer may be named by its whole DNS name, which is no tenant.
        List<string> tenants = [.. TenantDomain.In(description)
            .Where(found => !server.Success || found.Index != server.Index)
            .Select(found => found.Name)
            .Distinct(StringComparer.OrdinalIgnoreCase)];
        return new ConnectorDescription(id.Value, server.Success ? server.Value : null, tenants is [var tenant] ? tenant : null);
    }

    [GeneratedRegex(@"(Azure\s+(Active\s+Directory|AD)|Microsoft\s+Entra)\s+Connect", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Product();

    [GeneratedRegex("(?<![A-Za-z0-9_])[0-9a-f]{32}(?![A-Za-z0-9_])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InstallationIdPattern();

    [GeneratedRegex(@"\b(computer|computador|ordinateur|equipo|komputer\w*|dator\w*)\W+(?<name>[A-Z0-9][A-Z0-9-]{0,62})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ServerPattern();
}
