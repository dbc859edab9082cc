using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.OpenApi;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Api.Requests;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Api.Relays;

/// <summary>Takes replies that are too long for a message. What is taken counts only once a signed answer names its hash.</summary>
internal static class RelayUploadEndpoint
{
    private const string Scheme = "Proof ";

    public static void Map(RouteGroupBuilder relays) =>
        relays.MapPut("/{relayId:guid}/uploads/{sha256:regex(^[0-9a-f]{{64}}$)}", UploadAsync).Anonymous().WithMaxBody(EnvelopeLimits.UploadBytes)
            .Describe("PutRelayUpload", "A relay uploads a reply that is too long for a message, with 'Authorization: Proof …' by its key.")
            .MayAnswer(RelayProblems.ProofInvalid, RelayProblems.UploadInvalid, RelayProblems.TooMany);

    private static async Task<NoContent> UploadAsync(
        Guid relayId,
        string sha256,
        RelayStore relays,
        RelayTraffic traffic,
        ProofVerifier proofs,
        RelayRates rates,
        RelayAddress address,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.Ordinal))
        {
            throw new ApiProblemException(ApiProblem.Of(
                RelayProblems.ProofInvalid, "Send the proof of the relay's key as 'Authorization: Proof …'.", "Authorization"));
        }

        // Proven before the body is read: nobody else makes this host take megabytes.
        await RelayIdentityEndpoints.ProvenAsync(
            relays, proofs, relayId, header[Scheme.Length..], address.Exact(http), sha256, cancellationToken).ConfigureAwait(false);
        using var place = rates.BeginUpload(relayId);
        using var content = new MemoryStream();
        await http.Request.Body.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != sha256)
        {
            throw new ApiProblemException(ApiProblem.Of(
                RelayProblems.UploadInvalid, "The body has another SHA-256 than the address names. Nothing was stored; send it again.", "sha256"));
        }

        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (ArgumentException e)
        {
            throw new ApiProblemException(ApiProblem.Of(RelayProblems.UploadInvalid, "The body is no text in UTF-8."), e);
        }

        if (!await traffic.SaveUploadAsync(relayId, sha256, text, cancellationToken).ConfigureAwait(false))
        {
            throw new ApiProblemException(ApiProblem.Of(
                RelayProblems.TooMany, $"A relay may upload {RelayTraffic.UploadsPerDay} replies within 24 hours.") with { RetryAfter = TimeSpan.FromHours(1) });
        }

        return TypedResults.NoContent();
    }
}
