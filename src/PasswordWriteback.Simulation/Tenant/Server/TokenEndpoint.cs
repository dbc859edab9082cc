using System.Buffers.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>
/// Microsoft Entra ID's token endpoint for an app by itself (client credentials), with its metadata and keys.
/// Errors carry the AADSTS codes of the real one.
/// </summary>
internal sealed class TokenEndpoint(SimulatedTenant tenant, AppRegistration app, TokenIssuer issuer)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private readonly Guid _tenantId = tenant.TenantId;

    public IResult Metadata(HttpRequest request) => Results.Json(new JsonObject
    {
        ["issuer"] = Issuer(request),
        ["token_endpoint"] = Endpoint(request),
        ["authorization_endpoint"] = $"{Root(request)}/oauth2/v2.0/authorize",
        ["jwks_uri"] = $"{Root(request)}/discovery/v2.0/keys",
        ["response_types_supported"] = new JsonArray("code", "id_token"),
        ["subject_types_supported"] = new JsonArray("pairwise"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "private_key_jwt", "client_secret_basic"),
    });

    public IResult Keys() => Results.Json(new JsonObject
    {
        ["keys"] = new JsonArray(new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = issuer.KeyId,
            ["n"] = Base64Url.EncodeToString(issuer.PublicKey.Modulus),
            ["e"] = Base64Url.EncodeToString(issuer.PublicKey.Exponent),
        }),
    });

    public async Task<IResult> TokenAsync(HttpRequest request)
    {
        if (!string.Equals((string?)request.RouteValues["tenant"], _tenantId.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            return Refuse(400, "invalid_request", 90002, "Tenant was not found.");
        }

        if (!request.HasFormContentType)
        {
            return Refuse(400, "invalid_request", 900144, "The request body must be a form.");
        }

        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
        if (form["grant_type"] != "client_credentials")
        {
            return Refuse(400, "unsupported_grant_type", 70003, "The app asked for a grant that this endpoint does not serve.");
        }

        if (!string.Equals(form["client_id"], app.ClientId.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            return Refuse(400, "unauthorized_client", 700016, "Application was not found in the directory.");
        }

        var graph = $"{request.Scheme}://{request.Host}";
        if (form["scope"].ToString().Split(' ').All(scope => scope != $"{graph}/.default"))
        {
            return Refuse(400, "invalid_scope", 70011, "The scope is not valid.");
        }

        if (form["client_assertion_type"] == AssertionType)
        {
            if (app.RefusalOf(form["client_assertion"].ToString(), Endpoint(request)) is { } code)
            {
                return Refuse(401, "invalid_client", code, "The client assertion is not accepted.");
            }
        }
        else if (!app.AcceptsSecret(form["client_secret"].ToString()))
        {
            return Refuse(401, "invalid_client", 7000215, "Invalid client secret provided.");
        }

        return Results.Json(new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)TokenIssuer.Lifetime.TotalSeconds,
            ["ext_expires_in"] = (int)TokenIssuer.Lifetime.TotalSeconds,
            ["access_token"] = issuer.Issue(
                tenant.TokensNameTenant ?? _tenantId, app.ClientId, graph, Issuer(request), tenant.State.GrantedPermissions, tenant.State.DelegatedPermissions),
        });
    }

    private string Root(HttpRequest request) => $"{request.Scheme}://{request.Host}/{_tenantId}";

    private string Issuer(HttpRequest request) => $"{Root(request)}/v2.0";

    private string Endpoint(HttpRequest request) => $"{Root(request)}/oauth2/v2.0/token";

    private static IResult Refuse(int status, string error, int code, string message) => Results.Json(
        new JsonObject
        {
            ["error"] = error,
            ["error_description"] = $"AADSTS{code}: {message}",
            ["error_codes"] = new JsonArray(code),
        },
        statusCode: status);
}
