namespace PasswordWriteback.LocalHost.ServiceBus;

/// <summary>Settings of the queue's endpoints.</summary>
public sealed record ServiceBusOptions
{
    /// <summary>
    /// Where relays reach the queues, as their access tokens name it, e.g. <c>https://backend.contoso.com/servicebus</c>. Null: the
    /// address that each request was sent to; behind a proxy that changes host or path it has to be set.
    /// </summary>
    public Uri? Address { get; init; }
}
