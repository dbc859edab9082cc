using PasswordWriteback.Local.Queue;

namespace PasswordWriteback.LocalHost.ServiceBus;

/// <summary>Puts the queues on the network.</summary>
public static class ServiceBusEndpoints
{
    /// <summary>The usual path: relays reach their queue at <c>{address}/servicebus/{queue}</c>.</summary>
    public const string Prefix = "/servicebus";

    /// <summary>
    /// Serves the queues under <paramref name="prefix"/>. To be called before the API's middleware: long polls outlast its
    /// deadline, and tokens are of another kind. Waiting polls end when the host stops, and when their caller goes away.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="broker">The queues.</param>
    /// <param name="options">Settings.</param>
    /// <param name="prefix">The path.</param>
    public static IApplicationBuilder MapServiceBus(
        this IApplicationBuilder app, QueueBroker broker, ServiceBusOptions? options = null, string prefix = Prefix)
    {
        ArgumentNullException.ThrowIfNull(app);
        var clock = app.ApplicationServices.GetService<TimeProvider>() ?? TimeProvider.System;
        var stopping = app.ApplicationServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var protocol = new ServiceBusProtocol(broker, clock, options ?? new(), stopping);
        return app.Map(prefix, branch => branch.Run(protocol.InvokeAsync));
    }
}
