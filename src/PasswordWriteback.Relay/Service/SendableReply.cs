using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;

namespace PasswordWriteback.Relay.Service;

/// <summary>A reply that the cloud can take: one that is too large even to be uploaded would be sent for ever, and the run would hear nothing.</summary>
internal static class SendableReply
{
    /// <summary>The reply, or a failure that says how large it was.</summary>
    /// <param name="command">The command that it answers.</param>
    /// <param name="reply">The reply.</param>
    /// <param name="whereToLook">Where a person finds out what the command has written.</param>
    public static RelayReply Of(RelayCommand command, RelayReply reply, Func<RelayCommand, string> whereToLook) =>
        ReplyTransport.Pack(reply).Upload is { Length: > EnvelopeLimits.UploadBytes and var length }
            ? new CommandFailed(
                command.CommandId,
                "ReplyTooLarge",
                $"{command.GetType().Name} was carried out, but its answer is {length >> 20} MB long; the cloud takes {EnvelopeLimits.UploadBytes >> 20} MB.",
                RelayLimits.IsWrite(command)
                    ? whereToLook(command)
                    : "Name fewer scopes in relay-policy.json, or use the relay's command line on the server.")
            : reply;
}
