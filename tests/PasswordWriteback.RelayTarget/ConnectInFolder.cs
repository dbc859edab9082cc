using System.Text.Json;
using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.EventLog;
using PasswordWriteback.Simulation.EntraConnect;

namespace PasswordWriteback.RelayTarget;

/// <summary>
/// A simulated Entra Connect server whose switch outlives the process: <c>connect.json</c> says what it is like, the file <c>on</c> is
/// there while writeback is on, and <c>events.json</c> holds what a test had it log besides.
/// </summary>
internal sealed class ConnectInFolder : IEntraConnectServer, IWritebackEventLog
{
    private readonly string _on;
    private readonly string _events;
    private readonly SimulatedEventLog _log;
    private readonly SimulatedConnectServer _server;

    public ConnectInFolder(string folder, TimeProvider time)
    {
        (_on, _events) = (Path.Combine(folder, "on"), Path.Combine(folder, "events.json"));
        _log = new SimulatedEventLog(time);
        var options = JsonSerializer.Deserialize<ConnectServerOptions>(File.ReadAllBytes(Path.Combine(folder, "connect.json")))!;
        _server = new SimulatedConnectServer(options with { WritebackEnabled = File.Exists(_on) }, _log);
    }

    public Task<Reading<ConnectReading>> ReadAsync(CancellationToken cancellationToken) => _server.ReadAsync(cancellationToken);

    public async Task<Reading<ConnectSwitchResult>> SetWritebackAsync(bool enabled, CancellationToken cancellationToken)
    {
        var result = await _server.SetWritebackAsync(enabled, cancellationToken);
        if (enabled)
        {
            await File.WriteAllBytesAsync(_on, [], cancellationToken);
        }
        else
        {
            File.Delete(_on);
        }

        return result;
    }

    public async Task<Reading<IReadOnlyList<WritebackEvent>>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var own = await _log.ReadAsync(since, cancellationToken);
        var others = File.Exists(_events)
            ? JsonSerializer.Deserialize<IReadOnlyList<WritebackEvent>>(await File.ReadAllBytesAsync(_events, cancellationToken))!
            : [];
        return Reading.Known<IReadOnlyList<WritebackEvent>>([.. own.Value!, .. others.Where(entry => entry.At >= since)]);
    }
}
