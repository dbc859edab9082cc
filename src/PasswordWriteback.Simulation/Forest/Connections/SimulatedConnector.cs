using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Connections;

/// <summary>Opens connections to the domain controllers of a simulated forest, bound as one account.</summary>
internal sealed class SimulatedConnector(SimulatedForest forest, string account) : IDirectoryConnector
{
    private const long Disabled = 2;

    /// <inheritdoc />
    public Task<IDirectoryConnection> ConnectAsync(string hostName, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(forest.Use<IDirectoryConnection>((state, _) =>
        {
            var controller = Reach(state, hostName);
            return ForestAccount.Find(state, account) is { } found && ((found.Integer("userAccountControl") ?? 0) & Disabled) == 0
                ? new SimulatedConnection(forest, controller.HostName, account)
                : throw DirectoryFaults.Credentials(controller.HostName, account);
        }));
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> LocateAsync(CancellationToken cancellationToken) =>
        Task.FromResult(forest.Read<IReadOnlyList<string>>(state =>
            [.. state.Controllers.Where(controller => !controller.ReadOnly).Select(controller => controller.HostName)]));

    /// <summary>The domain controller, if it answers.</summary>
    /// <exception cref="DirectoryException">There is none of that name, or it does not answer.</exception>
    internal static ControllerState Reach(ForestState state, string hostName)
    {
        var controller = state.FindController(hostName.Split(':')[0]) ?? throw DirectoryFaults.UnknownHost(hostName);
        return controller.Reachability switch
        {
            Reachability.Refuses => throw DirectoryFaults.Unreachable(controller.HostName),
            Reachability.Silent => throw DirectoryFaults.Timeout(controller.HostName),
            _ => controller,
        };
    }
}
