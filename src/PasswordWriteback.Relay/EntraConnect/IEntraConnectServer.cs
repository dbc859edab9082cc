using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;

namespace PasswordWriteback.Relay.EntraConnect;

/// <summary>The Entra Connect server that the relay runs on.</summary>
public interface IEntraConnectServer
{
    /// <summary>Reads versions, staging, connectors and the writeback switch; unknown when there is no Entra Connect here.</summary>
    Task<Reading<ConnectReading>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Whether there surely is no Entra Connect here, so that the one beside another relay may serve this relay's forest. False where it
    /// is here, or where that could not be found out.
    /// </summary>
    Task<bool> IsAbsentAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>Turns the writeback switch and compares the configuration before and after.</summary>
    Task<Reading<ConnectSwitchResult>> SetWritebackAsync(bool enabled, CancellationToken cancellationToken);
}

/// <summary>Stands where there is no Entra Connect: it is absent, and every answer is unknown for the reason given.</summary>
/// <param name="reason">Why, as a sentence.</param>
public sealed class NoEntraConnect(string reason) : IEntraConnectServer
{
    /// <inheritdoc />
    public Task<Reading<ConnectReading>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(Reading.Unknown<ConnectReading>(reason));

    /// <inheritdoc />
    public Task<Reading<ConnectSwitchResult>> SetWritebackAsync(bool enabled, CancellationToken cancellationToken) =>
        Task.FromResult(Reading.Unknown<ConnectSwitchResult>(reason));

    /// <inheritdoc />
    public Task<bool> IsAbsentAsync(CancellationToken cancellationToken) => Task.FromResult(true);
}
