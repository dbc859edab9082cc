using System.Text.Json.Serialization;
using PasswordWriteback.Core.Relay.Envelope;

namespace PasswordWriteback.Relay.Cloud;

/// <summary>Asks to enrol.</summary>
/// <param name="Code">The one-time code.</param>
/// <param name="PublicKey">The public half of the key that was made on this server.</param>
/// <param name="Proof">Proof of that key for this address, bound to the SHA-256 of the code.</param>
/// <param name="HostName">Name of this server.</param>
/// <param name="Version">Version of the relay.</param>
internal sealed record EnrolmentRequest(string Code, PublicJwk PublicKey, string Proof, string HostName, string Version);

/// <summary>What the cloud says to a relay that enrolled.</summary>
/// <param name="RelayId">Its id.</param>
/// <param name="TenantId">Its tenant.</param>
/// <param name="Forest">Its forest, as in the tenant's record.</param>
/// <param name="Queue">Name of its queue.</param>
/// <param name="RepliesQueue">Name of the queue of answers.</param>
/// <param name="ServiceBus">Where its queue is.</param>
/// <param name="CloudKeys">The keys that sign its commands.</param>
/// <param name="Issuer">The cloud's name in signed messages.</param>
/// <param name="RepliesServiceBus">Where the queue of answers is; null: where its own queue is.</param>
/// <param name="State"><c>Active</c>, or <c>Standby</c>: another relay of the forest is active, and gets its commands; null: not said.</param>
public sealed record EnrolmentAnswer(
    Guid RelayId,
    Guid TenantId,
    string Forest,
    string Queue,
    string RepliesQueue,
    Uri ServiceBus,
    IReadOnlyList<PublicJwk> CloudKeys,
    string Issuer,
    Uri? RepliesServiceBus = null,
    string? State = null)
{
    /// <summary>Whether commands of the forest go to another relay until this one is promoted.</summary>
    [JsonIgnore]
    public bool StandsBy => State == "Standby";
}

/// <summary>Asks for access to the queues.</summary>
/// <param name="Proof">Proof of the relay's key for this address.</param>
/// <param name="KnownKeys">Ids of the cloud's keys that are trusted here: one of them is to sign the list of keys.</param>
internal sealed record TokenRequest(string Proof, IReadOnlyList<string> KnownKeys);

/// <summary>Access to the two queues. Secrets.</summary>
/// <param name="Queue">To listen to the relay's own queue.</param>
/// <param name="Replies">To send to the queue of answers.</param>
internal sealed record QueueSignatures(string Queue, string Replies);

/// <summary>Access to the queues until a time.</summary>
/// <param name="Sas">The shared access signatures.</param>
/// <param name="ExpiresAt">When they end.</param>
/// <param name="CloudKeysSigned">
/// The cloud's keys as of now: the payload is a JSON array of keys, <c>jws</c> a proof (<c>pwb-proof+jwt</c>) for this address
/// and the payload's SHA-256, signed with a key that relays already trust; null when nothing is rolled.
/// </param>
internal sealed record TokenAnswer(QueueSignatures Sas, DateTimeOffset ExpiresAt, SignedMessage? CloudKeysSigned = null);

/// <summary>What of a problem (RFC 9457) is told on.</summary>
internal sealed record CloudProblem(string? Title = null, string? Detail = null, string? Code = null);

/// <summary>The HTTP contract; what a newer cloud adds to an answer is ignored.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EnrolmentRequest))]
[JsonSerializable(typeof(EnrolmentAnswer))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(CloudProblem))]
[JsonSerializable(typeof(IReadOnlyList<PublicJwk>))]
internal sealed partial class CloudJson : JsonSerializerContext;
