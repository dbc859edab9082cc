using Azure.Core;
using Azure.Core.Pipeline;

namespace PasswordWriteback.Relay.Queue;

/// <summary>
/// Settings of <see cref="ServiceBusQueueClient"/>. What Azure.Core offers (transport, proxy, diagnostics, retries) is set the
/// usual way; the defaults here suit a server behind a company's proxy.
/// </summary>
public sealed class ServiceBusQueueClientOptions : ClientOptions
{
    /// <summary>The defaults: four retries with back-off and jitter, ten seconds a try.</summary>
    public ServiceBusQueueClientOptions()
    {
        Retry.Mode = RetryMode.Exponential;
        Retry.MaxRetries = 4;
        Retry.Delay = TimeSpan.FromMilliseconds(400);
        Retry.MaxDelay = TimeSpan.FromSeconds(8);
        Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
        Diagnostics.IsLoggingContentEnabled = false;
        Diagnostics.LoggedQueryParameters.Add("timeout");
        Transport = new HttpClientTransport(QueueTransport.CreateHandler());
    }

    /// <summary>What a long poll may take beyond its wait before it counts as lost. Default 10 s.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What any other call may take with all its retries. Default 45 s: less than a lock lasts.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>The clock of deadlines and of the token's age.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;
}
