namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>Judges whether an answer belongs to the command that it names: the same tenant, relay and run as that command was sent to.</summary>
internal static class Answers
{
    /// <summary>The refusal, or null when the answer counts.</summary>
    public static async ValueTask<EnvelopeRefusal?> CheckAsync(
        RelayAnswer answer, EnvelopeClaims claims, IRelayRecords records, CancellationToken cancellationToken)
    {
        if (!Agrees(answer, claims))
        {
            return new(EnvelopeRefusalReason.PayloadContradicts, "The answer speaks of another command than its signed token, or of none.", claims.Jti);
        }

        if (answer is CommandCompleted { Upload.Sha256: var sha256 } && !PayloadHash.IsOne(sha256))
        {
            return new(EnvelopeRefusalReason.Malformed, "The answer names its upload by what is no SHA-256.", claims.Jti);
        }

        if (answer is not CommandAnswer { CommandId: var commandId })
        {
            return null;
        }

        var sent = await records.FindCommandAsync(commandId, cancellationToken).ConfigureAwait(false);
        return sent == new SentCommand(commandId, claims.Tenant, claims.Relay, claims.Run!)
            ? null
            : new(
                EnvelopeRefusalReason.AnswersNothing,
                $"The answer names command {commandId:D}, which was not sent to this relay for this tenant and run.",
                claims.Jti);
    }

    private static bool Agrees(RelayAnswer answer, EnvelopeClaims claims) => answer switch
    {
        CommandCompleted { Reply: null, Upload: null } or CommandCompleted { Reply: not null, Upload: not null } => false,
        CommandCompleted { Reply: { } reply } when reply.CommandId != claims.Command => false,
        CommandAnswer { CommandId: var commandId } => commandId == claims.Command && claims.Run is not null,
        _ => claims is { Command: null, Run: null },
    };
}
