using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Simulation.Tenant.OData;
using PasswordWriteback.Simulation.Tenant.Server;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary>
/// <c>/reports/authenticationMethods/userRegistrationDetails</c>: enabled users only, administrators first, paged; served to
/// tenants with Entra ID P1 or P2. It shows the settings of the moment it was made.
/// </summary>
internal sealed class RegistrationDetailsRoute(int pageSize) : IGraphRoute
{
    private static readonly HashSet<string> Filterable = new(StringComparer.Ordinal)
    {
        "isSsprEnabled", "isSsprRegistered", "isSsprCapable", "isMfaCapable", "isMfaRegistered", "isPasswordlessCapable", "userPrincipalName",
    };

    public string Path => "/reports/authenticationMethods/userRegistrationDetails";

    public IReadOnlyCollection<string> Permissions => ["AuditLog.Read.All"];

    public int ResourceUnits => 0;

    public bool IsReport => true;

    public IResult Answer(GraphRequest request)
    {
        if (!request.State.IsPremium)
        {
            return GraphError.NotPremium();
        }

        var filter = request.Query("$filter");
        var (matches, properties) = ODataFilter.Parse(filter);
        if (properties.FirstOrDefault(property => !Filterable.Contains(property)) is { } property)
        {
            return GraphError.BadRequest($"The property '{property}' cannot be used in $filter.");
        }

        var rows = request.State.Users
            .Where(user => user.Enabled)
            .OrderByDescending(user => user.IsAdmin)
            .Select(user => Row(user, request.State.Report))
            .Where(matches)
            .ToList();
        var skip = int.TryParse(request.Query("$skiptoken"), CultureInfo.InvariantCulture, out var token) ? token : 0;
        var next = skip + pageSize < rows.Count
            ? $"{request.Root}{Path}?$filter={Uri.EscapeDataString(filter ?? "")}&$skiptoken={skip + pageSize}"
            : null;
        return request.Collection("reports/authenticationMethods/userRegistrationDetails", rows.Skip(skip).Take(pageSize), next);
    }

    private static JsonObject Row(SimulatedUser user, ReportSource report)
    {
        var enabled = IsEnabled(user, report);
        return new JsonObject
        {
            ["id"] = user.Id.ToString(),
            ["userPrincipalName"] = user.UserPrincipalName,
            ["userDisplayName"] = user.DisplayName,
            ["userType"] = user.IsGuest ? "guest" : "member",
            ["isAdmin"] = user.IsAdmin,
            ["isSsprRegistered"] = enabled,
            ["isSsprEnabled"] = enabled,
            ["isSsprCapable"] = enabled,
            ["isMfaRegistered"] = true,
            ["isMfaCapable"] = true,
            ["isPasswordlessCapable"] = false,
            ["methodsRegistered"] = new JsonArray("mobilePhone", "microsoftAuthenticatorPush"),
            ["isSystemPreferredAuthenticationMethodEnabled"] = true,
            ["systemPreferredAuthenticationMethods"] = new JsonArray("push"),
            ["userPreferredMethodForSecondaryAuthentication"] = "push",
            ["lastUpdatedDateTime"] = report.MadeAt.UtcDateTime.ToString("O"),
        };
    }

    /// <summary>Administrators follow a policy of their own, whatever the scope for users.</summary>
    private static bool IsEnabled(SimulatedUser user, ReportSource report) => (user.IsAdmin, report.Scope) switch
    {
        (true, _) => report.AdministratorsMayReset,
        (false, ResetScope.All) => true,
        (false, ResetScope.Selected) => user.InResetGroup,
        _ => false,
    };
}
