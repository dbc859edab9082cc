using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Core;
using PasswordWriteback.Graph.Requests;

namespace PasswordWriteback.Graph.Identity;

/// <summary>
/// Reads from the app's own token what it may do. The token is not validated: Graph does that; here it only tells
/// beforehand which calls will be refused.
/// </summary>
internal sealed class HeldPermissions(TokenCredential credential, string scope, Guid tenantId)
{
    /// <summary>The permissions in the token, sorted.</summary>
    /// <exception cref="UnexpectedAnswerException">The token cannot be read, or is for another tenant.</exception>
    public async Task<AppPermissions> ReadAsync(CancellationToken cancellationToken)
    {
        var token = await credential
            .GetTokenAsync(new TokenRequestContext([scope], isCaeEnabled: true), cancellationToken)
            .ConfigureAwait(false);
        var claims = Decode(token.Token);
        return claims.TenantId == tenantId
            ? new AppPermissions(
                [.. (claims.Roles ?? []).Order(StringComparer.Ordinal)],
                [.. (claims.Scopes ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)])
            : throw new UnexpectedAnswerException($"the app's token is for another tenant ({claims.TenantId?.ToString() ?? "none named"})");
    }

    private static Claims Decode(string token)
    {
        var parts = token.Split('.');
        try
        {
            return parts.Length == 3 && JsonSerializer.Deserialize(Base64Url.DecodeFromChars(parts[1]), TokenJson.Default.Claims) is { } claims
                ? claims
                : throw new UnexpectedAnswerException("the app's token is not a JSON web token, so its permissions cannot be read");
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            throw new UnexpectedAnswerException("the app's token cannot be decoded, so its permissions are not known");
        }
    }

    internal sealed record Claims(
        [property: JsonPropertyName("tid")] Guid? TenantId,
        [property: JsonPropertyName("roles")] IReadOnlyList<string>? Roles,
        [property: JsonPropertyName("scp")] string? Scopes);
}

/// <summary>What a token allows.</summary>
/// <param name="Application">Permissions of the app itself (<c>roles</c>).</param>
/// <param name="Delegated">Permissions on behalf of a signed-in user (<c>scp</c>); empty for an app by itself.</param>
internal sealed record AppPermissions(IReadOnlyList<string> Application, IReadOnlyList<string> Delegated)
{
    /// <summary>Those that calls with this token are judged by: a token has the one or the other.</summary>
    public IReadOnlyList<string> Held => Delegated.Count > 0 ? Delegated : Application;
}

[JsonSerializable(typeof(HeldPermissions.Claims))]
internal sealed partial class TokenJson : JsonSerializerContext;
