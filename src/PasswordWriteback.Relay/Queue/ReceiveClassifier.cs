using Azure.Core;

namespace PasswordWriteback.Relay.Queue;

/// <summary>
/// Long polls are never repeated below the caller: a poll whose answer was lost may have locked a message, and the next poll
/// is the caller's to pace.
/// </summary>
internal sealed class ReceiveClassifier : ResponseClassifier
{
    public static readonly ReceiveClassifier Instance = new();

    public override bool IsRetriableResponse(HttpMessage message) => false;

    public override bool IsRetriableException(Exception exception) => false;

    public override bool IsRetriable(HttpMessage message, Exception exception) => false;
}
