using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;

namespace PasswordWriteback.Core.Tests.Relay.Envelope;

/// <summary>A cloud and a relay that know each other, a clock, and a pen for messages that neither would write.</summary>
internal sealed class EnvelopeWorld : IRelayRecords, IDisposable
{
    public const string Issuer = "https://writeback.example";
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    public static readonly Guid TenantId = new("11111111-1111-4111-8111-111111111111");
    public static readonly Guid RelayId = new("22222222-2222-4222-8222-222222222222");
    public static readonly Guid CommandId = new("33333333-3333-4333-8333-333333333333");
    public const string RunId = "run-0001";

    public EnvelopeWorld()
    {
        Identity = new RelayIdentity(TenantId, RelayId, Issuer);
        Trusted = new TrustedKeys([CloudKey.Public]);
        Enrolled = new EnrolledRelay(TenantId, RelayId, RelayKey.Public);
        Sent = new SentCommand(CommandId, TenantId, RelayId, RunId);
        Commands = new CommandSigner(Issuer, () => CloudKey, Clock);
        CommandVerifier = new CommandVerifier(Identity, () => Trusted, SeenAsync, Clock);
        Replies = new ReplySigner(Identity, RelayKey, Clock);
        ReplyVerifier = new ReplyVerifier(Issuer, this, Clock);
    }

    public ManualClock Clock { get; } = new(Start);

    public SigningKey CloudKey { get; } = new(Key("cloud"));

    public SigningKey RelayKey { get; } = new(Key("relay"));

    public TrustedKeys Trusted { get; set; }

    public EnrolledRelay? Enrolled { get; set; }

    public SentCommand? Sent { get; set; }

    public HashSet<string> Seen { get; } = [];

    public RelayIdentity Identity { get; }

    public CommandSigner Commands { get; }

    public CommandVerifier CommandVerifier { get; }

    public ReplySigner Replies { get; }

    public ReplyVerifier ReplyVerifier { get; }

    public static Discover Command => new(CommandId, TenantId, RunId, "corp.example");

    public static CommandAccepted Accepted => new(CommandId, "In the ledger.");

    /// <summary>A key on P-256 that is the same in every process: its private half is the SHA-256 of its name.</summary>
    public static ECDsa Key(string name) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        D = SHA256.HashData(Encoding.UTF8.GetBytes($"test key {name}")),
    });

    public Task<Verification<VerifiedCommand>> VerifyAsync(ReadOnlyMemory<byte> body, DateTimeOffset? queueTime = null) =>
        CommandVerifier.VerifyAsync(body, queueTime, TestContext.Current.CancellationToken);

    public Task<Verification<VerifiedAnswer>> VerifyReplyAsync(ReadOnlyMemory<byte> body) =>
        ReplyVerifier.VerifyAsync(body, queueTime: null, TestContext.Current.CancellationToken);

    /// <summary>A message with header, claims and payload changed and then signed with <paramref name="key"/> as it stands.</summary>
    public static byte[] Forge(
        OutgoingMessage honest, string key, Action<JsonObject>? header = null, Action<JsonObject>? claims = null, Func<string, string>? payload = null)
    {
        var message = JsonNode.Parse(honest.Body.Span)!;
        var parts = message["jws"]!.GetValue<string>().Split('.');
        var text = payload?.Invoke(message["payload"]!.GetValue<string>()) ?? message["payload"]!.GetValue<string>();
        var signedHeader = Change(parts[0], header);
        var signedClaims = Change(parts[1], node =>
        {
            node["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            claims?.Invoke(node);
        });
        return Message(Sign($"{signedHeader}.{signedClaims}", key), text);
    }

    public static byte[] Message(string jws, string payload) =>
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["jws"] = jws, ["payload"] = payload });

    public static string Sign(string input, string key)
    {
        using var ecdsa = Key(key);
        var signature = ecdsa.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256);
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }

    public static string Change(string part, Action<JsonObject>? change)
    {
        var node = JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();
        change?.Invoke(node);
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(node.ToJsonString()));
    }

    public ValueTask<EnrolledRelay?> FindRelayAsync(Guid relayId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Enrolled?.RelayId == relayId ? Enrolled : null);

    public ValueTask<SentCommand?> FindCommandAsync(Guid commandId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Sent?.CommandId == commandId ? Sent : null);

    public ValueTask<bool> SeenAsync(string messageId, CancellationToken cancellationToken) => ValueTask.FromResult(Seen.Contains(messageId));

    public void Dispose()
    {
        CloudKey.Dispose();
        RelayKey.Dispose();
    }
}
