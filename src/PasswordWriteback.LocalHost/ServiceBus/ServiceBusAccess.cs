using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;

namespace PasswordWriteback.LocalHost.ServiceBus;

/// <summary>
/// Checks access tokens the way Service Bus does (https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas): a
/// known key, its signature, time left, an address that covers the queue, and the right. Which of them failed is said only
/// after the signature was found good.
/// </summary>
internal sealed class ServiceBusAccess(QueueBroker broker, TimeProvider clock)
{
    /// <summary>A key to check against when the named one does not exist, so that both take as long.</summary>
    private const string NobodysKey = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    /// <summary>Why the request is refused; null: it may go on.</summary>
    public async Task<string?> RefusalAsync(string? authorization, string queue, Uri address, QueueRights needed, CancellationToken cancellationToken)
    {
        if (SharedAccessSignature.Parse(authorization) is not { } token)
        {
            return "The Authorization header is not one shared access signature with sr, sig, se and skn.";
        }

        var rule = await broker.FindRuleAsync(queue, token.KeyName, cancellationToken).ConfigureAwait(false);
        return !token.IsSignedWith(rule?.Key ?? NobodysKey) || rule is null ? "The token's signature is not that of a key of this queue."
            : token.ExpiresAt <= clock.GetUtcNow() ? "The token has expired."
            : !token.Covers(address) ? "The token is for another address."
            : (rule.Rights & needed) != needed ? $"The token's key does not have the right {needed}."
            : null;
    }
}
