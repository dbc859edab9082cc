using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Doctor;

/// <summary>The forest as several checks need it: discovered once, by whichever asks first.</summary>
/// <param name="connector">Opens the connections.</param>
/// <param name="named">The connector account as an administrator named it; null: discovered.</param>
/// <param name="all">Ends with the whole run, not with the check that asked first.</param>
internal sealed class DoctorDirectory(IDirectoryConnector connector, string? named, CancellationToken all)
{
    private const int SideBySide = 16;
    private static readonly TimeSpan OneController = TimeSpan.FromSeconds(10);

    private readonly Lazy<Task<DiscoveredForest>> _forest = new(() => Task.Run(() => new ForestDiscoverer(connector).DiscoverAsync(all), all));

    public IDirectoryConnector Connector => connector;

    public async Task<DirectoryForest> ForestAsync(CancellationToken cancellationToken) =>
        (await _forest.Value.WaitAsync(cancellationToken).ConfigureAwait(false)).Forest;

    public async Task<Reading<ConnectorAccount>> AccountAsync(CancellationToken cancellationToken) =>
        await new ConnectorAccountFinder(connector).FindAsync(
            await ForestAsync(cancellationToken).ConfigureAwait(false), new ConnectorAccountHint(named), cancellationToken).ConfigureAwait(false);

    /// <summary>Asks every domain controller, each with a deadline of its own; one that does not answer is a line, and holds up no other.</summary>
    public async Task AskControllersAsync(
        CheckLines lines, TimeProvider time, Func<DomainController, IDirectoryConnection, CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        var forest = await ForestAsync(cancellationToken).ConfigureAwait(false);
        var controllers = forest.Domains.SelectMany(domain => domain.Controllers).ToList();
        if (controllers.Count == 0)
        {
            lines.Unknown(forest.RootDnsName, "No domain controller is known.", "Let the identity read CN=Sites in the configuration partition.");
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(controllers, options, async (controller, stop) =>
        {
            using var deadline = new CancellationTokenSource(OneController, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
            try
            {
                var connection = await connector.ConnectAsync(controller.HostName, either.Token).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    await ask(controller, connection, either.Token).ConfigureAwait(false);
                }
            }
            catch (DirectoryException fault)
            {
                lines.Unknown(controller.HostName, fault.Message, fault.Remedy);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                lines.Unknown(controller.HostName, $"It gave no answer within {OneController.TotalSeconds:0} s.", "See whether it runs, and whether this server reaches it.");
            }
        }).ConfigureAwait(false);
    }
}
