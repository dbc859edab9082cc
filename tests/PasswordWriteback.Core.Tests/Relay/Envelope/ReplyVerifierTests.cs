using System.Text.Json.Nodes;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using Reason = PasswordWriteback.Core.Relay.Envelope.EnvelopeRefusalReason;

namespace PasswordWriteback.Core.Tests.Relay.Envelope;

public sealed class ReplyVerifierTests : IDisposable
{
    private static readonly Guid Other = new("44444444-4444-4444-8444-444444444444");
    private readonly EnvelopeWorld _world = new();

    [Fact]
    public async Task AnAnswerToACommandThatWasSent_Counts()
    {
        var message = _world.Replies.Sign(EnvelopeWorld.Accepted, EnvelopeWorld.RunId);

        var answer = (await _world.VerifyReplyAsync(message.Body)).Message!;

        Assert.Equal(EnvelopeWorld.Accepted, answer.Answer);
        Assert.Equal((EnvelopeWorld.TenantId, EnvelopeWorld.RelayId, EnvelopeWorld.RunId), (answer.TenantId, answer.RelayId, answer.RunId));
        Assert.Equal(message.MessageId, answer.MessageId);
    }

    [Fact]
    public async Task TheSameAnswerSignedTwice_HasTwoIds_AndOneReceivedBeforeIsRefused()
    {
        var first = _world.Replies.Sign(EnvelopeWorld.Accepted, EnvelopeWorld.RunId);
        var second = _world.Replies.Sign(EnvelopeWorld.Accepted, EnvelopeWorld.RunId);
        _world.Seen.Add(first.MessageId);

        await RefusesAsync(first.Body, Reason.Replayed);
        Assert.Null((await _world.VerifyReplyAsync(second.Body)).Refusal);
    }

    [Fact]
    public async Task AHeartbeat_CountsWithoutACommand()
    {
        _world.Sent = null;
        var heartbeat = new RelayHeartbeat(
            Other, EnvelopeWorld.Start, EnvelopeWorld.Start, "connect01", "0.1.0", PolicyHash: null, Reading.Unknown<ConnectState>("no Connect here"));

        var answer = (await _world.VerifyReplyAsync(_world.Replies.Sign(heartbeat).Body)).Message!;

        Assert.Equal(heartbeat, answer.Answer);
        Assert.Null(answer.RunId);
    }

    [Fact]
    public async Task ARevokedRelay_IsRefused()
    {
        var message = _world.Replies.Sign(EnvelopeWorld.Accepted, EnvelopeWorld.RunId);
        _world.Enrolled = null;

        await RefusesAsync(message.Body, Reason.RelayUnknown);
    }

    [Fact]
    public async Task ARelayWithTheKeyOfAnEarlierEnrolment_IsRefused()
    {
        var message = _world.Replies.Sign(EnvelopeWorld.Accepted, EnvelopeWorld.RunId);
        using var renewed = new SigningKey(EnvelopeWorld.Key("relay, enrolled again"));
        _world.Enrolled = _world.Enrolled! with { Key = renewed.Public };

        await RefusesAsync(message.Body, Reason.KeyUnknown);
    }

    public static TheoryData<string, string> OtherCommands => new()
    {
        { "tenant", "44444444-4444-4444-8444-444444444444" },
        { "relay", "44444444-4444-4444-8444-444444444444" },
        { "run", "run-0002" },
        { "nothing", "" },
    };

    [Theory]
    [MemberData(nameof(OtherCommands))]
    public async Task AnAnswerToACommandOfAnotherTenantRelayOrRun_IsRefused(string what, string value)
    {
        _world.Sent = what switch
        {
            "tenant" => _world.Sent! with { TenantId = Guid.Parse(value) },
            "relay" => _world.Sent! with { RelayId = Guid.Parse(value) },
            "run" => _world.Sent! with { RunId = value },
            _ => null,
        };

        await RefusesAsync(_world.Replies.Sign(EnvelopeWorld.Accepted, EnvelopeWorld.RunId).Body, Reason.AnswersNothing);
    }

    public static TheoryData<string, string?, Reason> Forgeries => new()
    {
        { "iss", "relay:44444444-4444-4444-8444-444444444444", Reason.WrongIssuer },
        { "relay", "44444444-4444-4444-8444-444444444444", Reason.RelayUnknown },
        { "relay", "nobody", Reason.RelayUnknown },
        { "tenant", "44444444-4444-4444-8444-444444444444", Reason.WrongIssuer },
        { "aud", "https://other.example", Reason.WrongAudience },
        { "run", null, Reason.PayloadContradicts },
        { "command", null, Reason.PayloadContradicts },
        { "command", "44444444-4444-4444-8444-444444444444", Reason.PayloadContradicts },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task AnAnswerThatSpeaksForAnother_IsRefused_ThoughSignedWithTheRelaysKey(string claim, string? value, Reason expected)
    {
        var honest = _world.Replies.Sign(EnvelopeWorld.Accepted, EnvelopeWorld.RunId);

        await RefusesAsync(EnvelopeWorld.Forge(honest, "relay", claims: c => c[claim] = value is null ? null : JsonValue.Create(value)), expected);
    }

    /// <summary>A store asks for the id and stores it: one that it cannot hold would come back for ever, before everybody's answers.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("with\0nul")]
    [InlineData("with a space")]
    [InlineData(129)]
    public async Task AnIdThatIsNone_IsRefused(object id)
    {
        var honest = _world.Replies.Sign(EnvelopeWorld.Accepted, EnvelopeWorld.RunId);
        var jti = id as string ?? new string('a', (int)id);

        await RefusesAsync(EnvelopeWorld.Forge(honest, "relay", claims: c => c["jti"] = jti), Reason.Malformed);
    }

    [Theory]
    [InlineData("with\0nul")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task AnUpload_NamedByWhatIsNoHash_IsRefused(string sha256) => await RefusesAsync(
        _world.Replies.Sign(new CommandCompleted(EnvelopeWorld.CommandId, Reply: null, new ReplyUpload(sha256, 40_000)), EnvelopeWorld.RunId).Body,
        Reason.Malformed);

    [Fact]
    public async Task ACompletedCommand_CarriesExactlyOneReply_AndItsOwn()
    {
        var reply = new PasswordPolicyRead(EnvelopeWorld.CommandId, []);
        var upload = new ReplyUpload(new string('0', 64), 40_000);

        await RefusesAsync(Completed(null, null), Reason.PayloadContradicts);
        await RefusesAsync(Completed(reply, upload), Reason.PayloadContradicts);
        await RefusesAsync(Completed(reply with { CommandId = Other }, null), Reason.PayloadContradicts);
        Assert.Null((await _world.VerifyReplyAsync(Completed(reply, null))).Refusal);
        Assert.Null((await _world.VerifyReplyAsync(Completed(null, upload))).Refusal);

        ReadOnlyMemory<byte> Completed(RelayReply? inline, ReplyUpload? uploaded) =>
            _world.Replies.Sign(new CommandCompleted(EnvelopeWorld.CommandId, inline, uploaded), EnvelopeWorld.RunId).Body;
    }

    [Theory]
    [InlineData("""{"type":"accepted","commandId":"33333333-3333-4333-8333-333333333333","note":"","extra":1}""", Reason.UnknownField)]
    [InlineData("""{"type":"accepted","commandId":"33333333-3333-4333-8333-333333333333"}""", Reason.MissingField)]
    [InlineData("""{"type":"accepted","commandId":"33333333-3333-4333-8333-333333333333","note":null}""", Reason.Malformed)]
    [InlineData("""{"type":"boasted","commandId":"33333333-3333-4333-8333-333333333333"}""", Reason.UnknownType)]
    [InlineData("""{"type":"completed","commandId":"33333333-3333-4333-8333-333333333333","reply":{"type":"own","commandId":"33333333-3333-4333-8333-333333333333"},"upload":null}""", Reason.UnknownType)]
    [InlineData("""{"type":"completed","commandId":"33333333-3333-4333-8333-333333333333","reply":{"type":"revoked","commandId":"33333333-3333-4333-8333-333333333333","outcome":"Written","writes":[{"evil":1}],"detail":""},"upload":null}""", Reason.UnknownField)]
    [InlineData("""{"type":"completed","commandId":"33333333-3333-4333-8333-333333333333","reply":{"type":"revoked","commandId":"33333333-3333-4333-8333-333333333333","outcome":"Forgotten","writes":[],"detail":""},"upload":null}""", Reason.Malformed)]
    [InlineData("""{"type":"completed","commandId":"33333333-3333-4333-8333-333333333333","reply":{"type":"revoked","commandId":"33333333-3333-4333-8333-333333333333","outcome":0,"writes":[],"detail":""},"upload":null}""", Reason.Malformed)]
    [InlineData("""{"type":"completed","commandId":"33333333-3333-4333-8333-333333333333","reply":{"type":"revoked","commandId":"33333333-3333-4333-8333-333333333333","outcome":99,"writes":[],"detail":""},"upload":null}""", Reason.Malformed)]
    [InlineData("""{"type":"completed","commandId":"33333333-3333-4333-8333-333333333333","reply":{"type":"revoked","commandId":"33333333-3333-4333-8333-333333333333","outcome":"0","writes":[],"detail":""},"upload":null}""", Reason.Malformed)]
    [InlineData("""{"type":"completed","commandId":"33333333-3333-4333-8333-333333333333","reply":{"type":"revoked","commandId":"33333333-3333-4333-8333-333333333333","outcome":"written","writes":[],"detail":""},"upload":null}""", Reason.Malformed)]
    [InlineData("""{"type":"completed","commandId":"33333333-3333-4333-8333-333333333333","reply":{"type":"revoked","commandId":"33333333-3333-4333-8333-333333333333","outcome":"Written, Refused","writes":[],"detail":""},"upload":null}""", Reason.Malformed)]
    [InlineData("""{"type":"completed","commandId":"33333333-3333-4333-8333-333333333333","reply":{"type":"revoked","commandId":"33333333-3333-4333-8333-333333333333","outcome":" Written","writes":[],"detail":""},"upload":null}""", Reason.Malformed)]
    public async Task APayloadOutsideTheContract_IsRefused(string payload, Reason expected)
    {
        var honest = _world.Replies.Sign(EnvelopeWorld.Accepted, EnvelopeWorld.RunId);

        var forged = EnvelopeWorld.Forge(honest, "relay", payload: _ => payload);

        await RefusesAsync(forged, expected);
        Assert.Contains("upgrade the backend, always before its relays", (await _world.VerifyReplyAsync(forged)).Refusal!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACommandSentBackAsAnAnswer_IsRefused() => await RefusesAsync(
        _world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 1).Body, Reason.WrongTokenType);

    [Fact]
    public void Sign_AnAnswerLargerThanAMessage_Throws()
    {
        var boast = EnvelopeWorld.Accepted with { Note = new string('x', EnvelopeLimits.MessageBytes) };

        Assert.Throws<ArgumentException>(() => _world.Replies.Sign(boast, EnvelopeWorld.RunId));
    }

    public void Dispose() => _world.Dispose();

    private async Task RefusesAsync(ReadOnlyMemory<byte> body, Reason expected) =>
        Assert.Equal(expected, (await _world.VerifyReplyAsync(body)).Refusal?.Reason);
}
