using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.EntraConnect;

namespace PasswordWriteback.RelayWorker.Tests;

/// <summary>An Entra Connect server that answers what the test says.</summary>
internal sealed class ToldConnectServer(Reading<ConnectReading> reading) : IEntraConnectServer
{
    public int Reads { get; private set; }

    public Task<Reading<ConnectReading>> ReadAsync(CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult(reading);
    }

    public Task<Reading<ConnectSwitchResult>> SetWritebackAsync(bool enabled, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nothing is switched to find out which users.");
}
