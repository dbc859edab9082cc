using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace PasswordWriteback.Api.Consent;

/// <summary>
/// The addresses of the two visits to the authority. Sources:
/// <see href="https://learn.microsoft.com/entra/identity-platform/v2-admin-consent"/> (application permissions are asked for with
/// <c>.default</c>) and <see href="https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc"/>.
/// </summary>
internal sealed class ConsentAddresses(ConsentOptions options)
{
    /// <summary>Path of the page that the authority sends the browser back to; registered as a redirect URI of the app.</summary>
    public const string ReturnPath = "/api/consent/return";

    /// <summary>Metadata of the tenant's own authority.</summary>
    public string Metadata(Guid tenantId) => At(tenantId, "v2.0/.well-known/openid-configuration");

    /// <summary>First visit: the administrator consents for the whole tenant.</summary>
    public Uri Consent(Guid tenantId, ConsentState state, Uri returnTo) => With(
        At(tenantId, "v2.0/adminconsent"),
        ("client_id", Client),
        ("scope", new Uri(options.Graph, ".default").AbsoluteUri),
        ("redirect_uri", returnTo.AbsoluteUri),
        ("state", state.Reveal()));

    /// <summary>Second visit: an id token proves who consented, and with which role.</summary>
    public Uri SignIn(Guid tenantId, ConsentState state, Uri returnTo) => With(
        At(tenantId, "oauth2/v2.0/authorize"),
        ("client_id", Client),
        ("response_type", "id_token"),
        ("response_mode", "form_post"),
        ("scope", "openid profile"),
        ("redirect_uri", returnTo.AbsoluteUri),
        ("nonce", state.Nonce),
        ("state", state.Reveal()));

    private string Client => options.ClientId.ToString("D", CultureInfo.InvariantCulture);

    private string At(Guid tenantId, string path) => new Uri(options.Authority, $"{tenantId:D}/{path}").AbsoluteUri;

    private static Uri With(string address, params (string Name, string? Value)[] query) =>
        new(address + QueryString.Create(query.Select(part => KeyValuePair.Create(part.Name, part.Value))));
}
