using PasswordWriteback.Core;

namespace PasswordWriteback.RelayWorker.Hosting;

/// <summary>The service manager of this machine: the service control manager of Windows, or systemd. Every call ends within its deadline.</summary>
internal interface IServiceControl
{
    /// <summary>Name of the service as the manager knows it.</summary>
    string Name { get; }

    /// <summary>Registers the service, to start with the machine. Does not start it. What was done is taken back when a later part fails.</summary>
    /// <exception cref="ServiceControlException">It exists already, or the manager refuses.</exception>
    Task InstallAsync(ServiceDefinition definition, CancellationToken cancellationToken);

    /// <summary>Stops and removes it; its data stay.</summary>
    /// <exception cref="ServiceControlException">It is not installed, does not stop in time, or the manager refuses.</exception>
    Task UninstallAsync(CancellationToken cancellationToken);

    /// <summary>Starts it; on return it has said that it is ready.</summary>
    /// <exception cref="ServiceControlException">It is not installed, or does not come up in time.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Stops it; on return it has ended, a write that was at work included.</summary>
    /// <exception cref="ServiceControlException">It is not installed, or does not end in time.</exception>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>What the manager says of it.</summary>
    Task<Reading<ServiceStatus>> ReadAsync(CancellationToken cancellationToken);
}
