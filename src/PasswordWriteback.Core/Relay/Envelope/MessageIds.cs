using System.Globalization;

namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>Ids of messages: <c>{commandId}.{attempt}</c> for commands.</summary>
public static class MessageIds
{
    /// <summary>Id of one attempt to send a command.</summary>
    /// <param name="commandId">The command.</param>
    /// <param name="attempt">1 for the first.</param>
    public static string Command(Guid commandId, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{commandId:D}.{attempt}");

    /// <summary>The attempt that <paramref name="messageId"/> is of <paramref name="commandId"/>; null when it is none.</summary>
    internal static int? Attempt(string messageId, Guid commandId)
    {
        var dot = messageId.IndexOf('.');
        return dot > 0
            && int.TryParse(messageId.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            && attempt > 0
            && messageId == Command(commandId, attempt)
                ? attempt
                : null;
    }
}
