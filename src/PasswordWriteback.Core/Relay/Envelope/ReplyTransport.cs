using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>A completed command, and what has to be uploaded before it is told.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Upload">The reply's JSON in UTF-8, to be uploaded first; null when the reply travels inside the answer.</param>
public sealed record CompletedReply(CommandCompleted Answer, ReadOnlyMemory<byte>? Upload);

/// <summary>How a reply travels: inside the answer up to <see cref="EnvelopeLimits.InlineReplyBytes"/>, uploaded beyond.</summary>
public static class ReplyTransport
{
    /// <summary>Why a relay's own words are not understood, and what to do.</summary>
    internal const string OtherVersion =
        "The relay has signed it, so it is of another version than this backend: upgrade the backend, always before its relays, then start the run again.";

    /// <summary>Decides how <paramref name="reply"/> travels. The same reply gives the same bytes and the same hash.</summary>
    public static CompletedReply Pack(RelayReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var json = JsonSerializer.SerializeToUtf8Bytes(reply, RelayJson.Wire.RelayReply);
        return json.Length <= EnvelopeLimits.InlineReplyBytes
            ? new CompletedReply(new CommandCompleted(reply.CommandId, reply, Upload: null), Upload: null)
            : new CompletedReply(
                new CommandCompleted(reply.CommandId, Reply: null, new ReplyUpload(Convert.ToHexStringLower(SHA256.HashData(json)), json.Length)),
                json);
    }

    /// <summary>Reads a reply that was uploaded, against the answer that refers to it.</summary>
    /// <param name="answer">The answer, verified.</param>
    /// <param name="uploaded">What was uploaded under its hash.</param>
    public static Verification<RelayReply> Unpack(CommandCompleted answer, ReadOnlySpan<byte> uploaded)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (answer.Upload is not { } upload)
        {
            return new(answer.Reply, answer.Reply is null ? new EnvelopeRefusal(EnvelopeRefusalReason.Malformed, "The answer holds no reply.") : null);
        }

        if (uploaded.Length != upload.Bytes || Convert.ToHexStringLower(SHA256.HashData(uploaded)) != upload.Sha256)
        {
            return Refuse(EnvelopeRefusalReason.PayloadChanged, "The uploaded reply is not the one that was signed.");
        }

        var (reply, breach) = StrictJson.Read(Encoding.UTF8.GetString(uploaded), RelayJson.Wire.RelayReply);
        if (reply is null)
        {
            return Refuse(breach!.Reason, $"The uploaded reply is refused: {breach.Words}. {OtherVersion}");
        }

        return reply.CommandId == answer.CommandId
            ? new(reply, null)
            : Refuse(EnvelopeRefusalReason.PayloadContradicts, "The uploaded reply answers another command.");

        static Verification<RelayReply> Refuse(EnvelopeRefusalReason reason, string detail) => new(null, new EnvelopeRefusal(reason, detail));
    }
}
