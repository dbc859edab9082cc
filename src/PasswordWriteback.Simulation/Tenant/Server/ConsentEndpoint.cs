using Microsoft.AspNetCore.Http;

namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>
/// The admin consent endpoint and the sign-in with an id token in a form, as Microsoft documents them
/// (<see href="https://learn.microsoft.com/entra/identity-platform/v2-admin-consent"/>,
/// <see href="https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc"/>). The person answers at once.
/// </summary>
internal sealed class ConsentEndpoint(SimulatedTenant tenant, AppRegistration app, TokenIssuer issuer)
{
    /// <summary>Asks for everything that the app's registration lists, on behalf of the organization.</summary>
    public IResult Consent(HttpRequest request)
    {
        if (Trouble(request) is { } trouble)
        {
            return trouble;
        }

        var back = request.Query["redirect_uri"].ToString();
        var person = tenant.SignedIn;
        if (!person.MayConsent)
        {
            return AuthorityPage.Message("Need admin approval");
        }

        if (!person.Consents)
        {
            return AuthorityPage.Redirect(
                back,
                ("admin_consent", "True"),
                ("error", "consent_required"),
                ("error_description", "AADSTS65004: The resource owner or authorization server denied the request."),
                ("tenant", tenant.TenantId.ToString()),
                ("state", request.Query["state"]));
        }

        if (!request.Query["scope"].ToString().Split(' ').Contains($"{request.Scheme}://{request.Host}/.default"))
        {
            return AuthorityPage.Error(70011, "The scope is not valid: application permissions are asked for with .default.");
        }

        tenant.Change(state => state with { GrantedPermissions = state.GrantedPermissions.Union(app.RequiredPermissions) });
        return AuthorityPage.Redirect(
            back,
            ("admin_consent", "True"),
            ("tenant", tenant.TenantId.ToString()),
            ("scope", string.Join(' ', app.RequiredPermissions)),
            ("state", request.Query["state"]));
    }

    /// <summary>Signs the person in and hands an id token to the app.</summary>
    public IResult Authorize(HttpRequest request)
    {
        if (Trouble(request) is { } trouble)
        {
            return trouble;
        }

        var query = request.Query;
        if (query["response_type"] != "id_token" || query["response_mode"] != "form_post")
        {
            return AuthorityPage.Error(700054, "This endpoint serves response_type 'id_token' with response_mode 'form_post'.");
        }

        if (!query["scope"].ToString().Split(' ').Contains("openid"))
        {
            return AuthorityPage.Error(90014, "The scope 'openid' is missing.");
        }

        var nonce = query["nonce"].ToString();
        if (nonce.Length == 0)
        {
            return AuthorityPage.Error(90014, "The required field 'nonce' is missing.");
        }

        var person = tenant.SignedIn;
        var claims = new IdTokenClaims(
            tenant.TenantId,
            app.ClientId,
            $"{request.Scheme}://{request.Host}/{tenant.TenantId}/v2.0",
            nonce,
            person.ObjectId,
            person.UserPrincipalName,
            app.EmitsDirectoryRoles ? [.. person.Roles, SimulatedSignIn.DefaultUser] : null);
        return AuthorityPage.FormPost(
            query["redirect_uri"].ToString(),
            ("id_token", issuer.IssueIdToken(claims, tenant.OnIdToken)),
            ("state", query["state"]),
            ("session_state", Guid.NewGuid().ToString()));
    }

    private IResult? Trouble(HttpRequest request)
    {
        if (!string.Equals((string?)request.RouteValues["tenant"], tenant.TenantId.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            return AuthorityPage.Error(90002, "Tenant was not found.");
        }

        if (!string.Equals(request.Query["client_id"], app.ClientId.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            return AuthorityPage.Error(700016, "Application was not found in the directory.");
        }

        return app.IsRedirectUri(request.Query["redirect_uri"].ToString())
            ? null
            : AuthorityPage.Error(50011, "The redirect URI specified in the request does not match those configured for the application.");
    }
}
