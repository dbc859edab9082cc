using System.Security.Cryptography;
using System.Text;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using Reason = PasswordWriteback.Core.Relay.Envelope.EnvelopeRefusalReason;

namespace PasswordWriteback.Core.Tests.Relay.Envelope;

public sealed class ReplyTransportTests
{
    // What surrounds the detail of a failure in JSON.
    private static readonly int Frame = ReplyTransport.Pack(Failure(40_000)).Upload!.Value.Length - 40_000;

    [Fact]
    public void AReplyOfExactly32KB_TravelsInside_AndOneByteMoreIsUploaded()
    {
        var inside = ReplyTransport.Pack(Failure(EnvelopeLimits.InlineReplyBytes - Frame));
        var uploaded = ReplyTransport.Pack(Failure(EnvelopeLimits.InlineReplyBytes - Frame + 1));

        Assert.Null(inside.Upload);
        Assert.NotNull(inside.Answer.Reply);
        Assert.Null(uploaded.Answer.Reply);
        Assert.Equal(EnvelopeLimits.InlineReplyBytes + 1, uploaded.Answer.Upload!.Bytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(uploaded.Upload!.Value.Span)), uploaded.Answer.Upload.Sha256);
    }

    [Fact]
    public void AnUploadedReply_ReadsAsItWasWritten()
    {
        var reply = Failure(40_000);
        var packed = ReplyTransport.Pack(reply);

        Assert.Equal(reply, ReplyTransport.Unpack(packed.Answer, packed.Upload!.Value.Span).Message);
        Assert.Equal(Failure(10), ReplyTransport.Unpack(ReplyTransport.Pack(Failure(10)).Answer, default).Message);
    }

    [Fact]
    public void AnotherUploadThanTheSignedOne_IsRefused()
    {
        var packed = ReplyTransport.Pack(Failure(40_000));
        var changed = packed.Upload!.Value.ToArray();
        changed[^10] ^= 1;

        Assert.Equal(Reason.PayloadChanged, ReplyTransport.Unpack(packed.Answer, changed).Refusal!.Reason);
        Assert.Equal(Reason.PayloadChanged, ReplyTransport.Unpack(packed.Answer, packed.Upload.Value.Span[1..]).Refusal!.Reason);
        Assert.Equal(
            Reason.PayloadContradicts,
            ReplyTransport.Unpack(packed.Answer with { CommandId = Guid.Empty }, packed.Upload.Value.Span).Refusal!.Reason);
    }

    [Fact]
    public void AnUploadOutsideTheContract_IsRefused()
    {
        var junk = Encoding.UTF8.GetBytes("""{"type":"revoked","shell":"x"}""");
        var answer = new CommandCompleted(
            EnvelopeWorld.CommandId, null, new ReplyUpload(Convert.ToHexStringLower(SHA256.HashData(junk)), junk.Length));

        var refusal = ReplyTransport.Unpack(answer, junk).Refusal!;
        Assert.Equal(Reason.UnknownField, refusal.Reason);
        Assert.EndsWith(ReplyTransport.OtherVersion, refusal.Detail, StringComparison.Ordinal);
    }

    private static CommandFailed Failure(int length) => new(EnvelopeWorld.CommandId, "DirectoryUnreachable", new string('x', length), "Wait.");
}
