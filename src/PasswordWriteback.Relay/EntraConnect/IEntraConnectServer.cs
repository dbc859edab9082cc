using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;

namespace PasswordWriteback.Relay.EntraConnect;

/// <summary>The Entra Connect server that the relay runs on.</summary>
public interface IEntraConnectServer
{
    /// <summary>Reads versions, staging, connectors and the writeback switch; unknown when there is no Entra Connect here.</summary>
    Task<Reading<ConnectReading>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Turns the writeback switch and compares the configuration before and after.</summary>
    Task<Reading<ConnectSwitchResult>> SetWritebackAsync(bool enabled, CancellationToken cancellationToken);
}

/// <summary>Stands where no adapter for Entra Connect exists yet: every answer is unknown.</summary>
public sealed class EntraConnectNotBuilt : IEntraConnectServer
{
    private const string What = "reading and switching Entra Connect";

    /// <inheritdoc />
    public Task<Reading<ConnectReading>> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Reading.NotBuilt<ConnectReading>(What));

    /// <inheritdoc />
    public Task<Reading<ConnectSwitchResult>> SetWritebackAsync(bool enabled, CancellationToken cancellationToken) =>
        Task.FromResult(Reading.NotBuilt<ConnectSwitchResult>(What));
}
