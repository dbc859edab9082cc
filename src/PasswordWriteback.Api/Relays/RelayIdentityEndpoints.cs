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

/// <summary>What relays ask for themselves. Nobody is signed in: a code lets a relay enrol once, afterwards it proves its key.</summary>
internal static class RelayIdentityEndpoints
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

    /// <summary>Adds them below <c>/api/relays</c>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var relays = endpoints.MapGroup("/api/relays");
        relays.MapPost("", EnrolAsync).Anonymous().WithStrangersBody()
            .Describe("EnrolRelay", "A relay enrols with its code and its own key.")
            .MayAnswer(RelayProblems.CodeInvalid, RelayProblems.ProofInvalid, RelayProblems.TooMany, RelayProblems.QueueUnavailable);
        relays.MapPost("/{relayId:guid}/token", TokenAsync).Anonymous().WithStrangersBody()
            .Describe("GetRelayToken", "A relay proves its key and gets access to its queues.")
            .MayAnswer(RelayProblems.ProofInvalid, RelayProblems.QueueUnavailable);
        RelayUploadEndpoint.Map(relays);
    }

    private static async Task<Created<RelayEnrolledView>> EnrolAsync(
        JsonBody<RelayEnrolBody> body,
        RelayStore relays,
        IRelayQueues queues,
        CloudIdentity cloud,
        ProofVerifier proofs,
        RelayRates rates,
        RelayAddress address,
        TimeProvider time,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        rates.CountEnrolment(http);
        var enrol = body.Value;
        RequireText(enrol.HostName, 253, "$.hostName");
        RequireText(enrol.Version, 64, "$.version");
        var bound = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(enrol.Code)));
        Accept(await proofs.VerifyAsync(enrol.Proof, enrol.PublicKey, address.Exact(http), bound, cancellationToken).ConfigureAwait(false));

        // Before anything is made: who has no code costs no queue.
        var code = EnrolmentCode.Hash(enrol.Code);
        if (!await relays.IsOpenAsync(code, cancellationToken).ConfigureAwait(false))
        {
            throw CodeInvalid();
        }

        // The queue first: a host that dies in between has used no code, and removes the queue when it starts again.
        var relayId = Guid.CreateVersion7(time.GetUtcNow());
        var queue = queues.Place(relayId, await relays.CountByNamespaceAsync(cancellationToken).ConfigureAwait(false));
        await queues.EnsureAsync(queue, cancellationToken).ConfigureAwait(false);
        var relay = await relays.EnrolAsync(
            code,
            new RelayEnrolment(relayId, enrol.PublicKey with { EndsAt = null }, enrol.HostName, enrol.Version, queue.ServiceBus),
            cancellationToken).ConfigureAwait(false);
        if (relay is null)
        {
            await queues.RemoveAsync(queue, cancellationToken).ConfigureAwait(false);
            throw CodeInvalid();
        }

        return TypedResults.Created($"/api/tenants/{relay.TenantId}/relays", new RelayEnrolledView(
            relay.RelayId,
            relay.TenantId,
            relay.Forest,
            relay.State,
            queue.ServiceBus ?? queues.Address,
            queue.Name,
            IRelayQueues.Replies,
            cloud.Issuer,
            cloud.Keys.Published,
            queue.ServiceBus is null ? null : queues.Address));
    }

    private static async Task<Ok<RelayTokenView>> TokenAsync(
        Guid relayId,
        JsonBody<RelayTokenBody> body,
        RelayStore relays,
        IRelayQueues queues,
        CloudIdentity cloud,
        ProofVerifier proofs,
        RelayRates rates,
        RelayAddress address,
        TimeProvider time,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        rates.CountToken(relayId, http);
        var relay = await ProvenAsync(relays, proofs, relayId, body.Value.Proof, address.Exact(http), sha256: null, cancellationToken).ConfigureAwait(false);
        var expiresAt = time.GetUtcNow() + TokenLifetime;
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new RelayTokenView(
            new RelaySignatures(
                await queues.ListenAsync(relay.CommandQueue, expiresAt, cancellationToken).ConfigureAwait(false),
                await queues.SendRepliesAsync(expiresAt, cancellationToken).ConfigureAwait(false)),
            expiresAt,
            cloud.SignKeys(address.Exact(http), body.Value.KnownKeys ?? [])));
    }

    /// <summary>The relay, if it is enrolled, not revoked, and has proven its key for this request.</summary>
    /// <exception cref="ApiProblemException">It is not; a relay that was revoked is answered as one that never was.</exception>
    internal static async Task<RelayRecord> ProvenAsync(
        RelayStore relays, ProofVerifier proofs, Guid relayId, string proof, Uri address, string? sha256, CancellationToken cancellationToken)
    {
        if (await relays.FindAsync(relayId, cancellationToken).ConfigureAwait(false) is not { State: not RelayState.Revoked } relay)
        {
            throw new ApiProblemException(ApiProblem.Of(
                RelayProblems.ProofInvalid, "No relay with this id is enrolled, or it was revoked. Enrol it anew with a new code."));
        }

        Accept(await proofs.VerifyAsync(proof, relay.Key, address, sha256, cancellationToken).ConfigureAwait(false));
        return relay;
    }

    private static ApiProblemException CodeInvalid() => new(ApiProblem.Of(
        RelayProblems.CodeInvalid, "The code is not known, was used before, or is older than 15 minutes. Ask the portal for a new one.", "$.code"));

    private static void Accept(Verification<VerifiedProof> proof)
    {
        if (!proof.IsAccepted)
        {
            throw new ApiProblemException(ApiProblem.Of(
                RelayProblems.ProofInvalid, $"{proof.Refusal.Reason} ({proof.Refusal.EventId}): {proof.Refusal.Detail}", "$.proof"));
        }
    }

    private static void RequireText(string value, int longest, string field)
    {
        if (value.Length == 0 || value.Length > longest || value.Any(char.IsControl))
        {
            throw new ApiProblemException(ApiProblem.Of(FrameProblems.FieldInvalid, $"Give 1 to {longest} characters, no control characters.", field));
        }
    }
}
