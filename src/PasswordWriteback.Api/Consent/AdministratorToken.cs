using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace PasswordWriteback.Api.Consent;

/// <summary>An administrator of a tenant, proven by an id token.</summary>
/// <param name="ObjectId">Object id of the account in that tenant.</param>
/// <param name="Role">Name of the role that it holds.</param>
internal sealed record ProvenAdministrator(string ObjectId, string Role);

/// <summary>
/// Verifies the id token of a consent: signed with a key of that very tenant's authority, issued by it, for our app, with our
/// nonce, now, for a person of the tenant who holds a role that can consent to application permissions of Graph.
/// Sources: <see href="https://learn.microsoft.com/entra/identity-platform/id-tokens"/> (what to check),
/// <see href="https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent"/> (the two roles),
/// <see href="https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference"/> (their template ids).
/// </summary>
internal sealed class AdministratorToken(ConsentOptions options, TimeProvider time) : IDisposable
{
    private const string GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
    private const string PrivilegedRoleAdministrator = "e8611ab8-c189-46e8-94e1-60213ab1f814";

    private readonly ConsentAddresses _addresses = new(options);
    private readonly JsonWebTokenHandler _tokens = new() { MaximumTokenSizeInBytes = 32 * 1024 };
    private readonly HttpClient _http = new(options.AuthorityHandler ?? new SocketsHttpHandler { AllowAutoRedirect = false }, options.AuthorityHandler is null)
    {
        Timeout = options.AuthorityDeadline,
        MaxResponseContentBufferSize = 1024 * 1024,
    };

    /// <summary>The administrator that a token proves.</summary>
    /// <exception cref="ConsentRefusedException">It proves none.</exception>
    public async Task<ProvenAdministrator> VerifyAsync(Guid tenantId, string idToken, string nonce, CancellationToken cancellationToken)
    {
        var authority = await MetadataAsync(tenantId, cancellationToken).ConfigureAwait(false);
        var result = await _tokens.ValidateTokenAsync(idToken, Parameters(authority)).ConfigureAwait(false);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken token)
        {
            throw new ConsentRefusedException(ConsentRefusal.BadToken(Words(result.Exception)), result.Exception);
        }

        if (!token.TryGetPayloadValue<string>("nonce", out var given) || given != nonce)
        {
            throw new ConsentRefusedException(ConsentRefusal.BadToken("it was not asked for by this link"));
        }

        if (!token.TryGetPayloadValue<string>("tid", out var tid) || !Guid.TryParseExact(tid, "D", out var issued) || issued != tenantId)
        {
            throw new ConsentRefusedException(ConsentRefusal.OtherTenant);
        }

        return Administrator(token);
    }

    public void Dispose() => _http.Dispose();

    private static ProvenAdministrator Administrator(JsonWebToken token)
    {
        var roles = token.Claims.Where(claim => claim.Type == "wids").Select(claim => claim.Value).ToList();
        if (roles.Count == 0)
        {
            throw new ConsentRefusedException(ConsentRefusal.RolesNotTold);
        }

        var role = roles.Contains(GlobalAdministrator, StringComparer.OrdinalIgnoreCase) ? "Global Administrator"
            : roles.Contains(PrivilegedRoleAdministrator, StringComparer.OrdinalIgnoreCase) ? "Privileged Role Administrator"
            : throw new ConsentRefusedException(ConsentRefusal.NoAdministrator);
        return token.TryGetPayloadValue<string>("oid", out var person) && Guid.TryParseExact(person, "D", out _)
            ? new ProvenAdministrator(person, role)
            : throw new ConsentRefusedException(ConsentRefusal.BadToken("it names no person (claim oid)"));
    }

    /// <summary>Read anew each time: consents are rare, and keys that were just rolled must be known.</summary>
    private async Task<OpenIdConnectConfiguration> MetadataAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        try
        {
            var documents = new HttpDocumentRetriever(_http) { RequireHttps = true };
            var authority = await OpenIdConnectConfigurationRetriever
                .GetAsync(_addresses.Metadata(tenantId), documents, cancellationToken).ConfigureAwait(false);
            // The issuer's host differs from the authority's in some clouds; the tenant in it never does.
            return authority.Issuer?.EndsWith($"/{tenantId:D}/v2.0", StringComparison.OrdinalIgnoreCase) == true
                ? authority
                : throw new ConsentRefusedException(ConsentRefusal.BadToken("the sign-in service speaks for another tenant"));
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or HttpRequestException or ArgumentException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ConsentRefusedException(ConsentRefusal.AuthorityAway, exception);
        }
    }

    private TokenValidationParameters Parameters(OpenIdConnectConfiguration authority) => new()
    {
        ValidIssuer = authority.Issuer,
        ValidAudience = options.ClientId.ToString("D"),
        IssuerSigningKeys = authority.SigningKeys,
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        LifetimeValidator = (notBefore, expires, _, _) => expires is { } end && IsNow(notBefore, end),
    };

    private bool IsNow(DateTime? notBefore, DateTime expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return (notBefore is not { } start || start <= now + options.ClockSkew) && now - options.ClockSkew < expires;
    }

    private static string Words(Exception? exception) => exception switch
    {
        SecurityTokenInvalidLifetimeException => "it is not valid now",
        SecurityTokenInvalidAudienceException => "it is for another app",
        SecurityTokenInvalidIssuerException => "it was issued for another tenant",
        SecurityTokenInvalidAlgorithmException => "it is signed in a way that is not accepted",
        SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException => "its signature is not one of the tenant's authority",
        _ => "it is no token",
    };
}
