using System.Text.Json;
using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.EventLog;
using PasswordWriteback.Relay.State;
using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.KillTarget;

/// <summary>A simulated Entra Connect server whose switch and event log are in a file. Its service starts anew with each process.</summary>
internal sealed class DurableConnect : IEntraConnectServer, IWritebackEventLog
{
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Marks _marks;
    private readonly IReadOnlyList<WritebackEvent> _earlier;

    public DurableConnect(string path, Guid tenant, TimeProvider clock, Marks marks)
    {
        var stored = File.Exists(path) ? JsonSerializer.Deserialize<Stored>(File.ReadAllBytes(path))! : new Stored(Enabled: false, []);
        (_path, _clock, _marks, _earlier) = (path, clock, marks, stored.Events);
        Log = new SimulatedEventLog(clock);
        Server = new SimulatedConnectServer(DemoForest.ConnectOptions(tenant) with { WritebackEnabled = stored.Enabled }, Log);
    }

    public SimulatedConnectServer Server { get; }

    /// <summary>What this process logged; whoever logs calls <see cref="SaveAsync"/> after.</summary>
    public SimulatedEventLog Log { get; }

    public Task<Reading<ConnectReading>> ReadAsync(CancellationToken cancellationToken) => Server.ReadAsync(cancellationToken);

    public async Task<Reading<ConnectSwitchResult>> SetWritebackAsync(bool enabled, CancellationToken cancellationToken)
    {
        var result = await Server.SetWritebackAsync(enabled, cancellationToken);
        await SaveAsync();
        _marks.Say("SetConnectWriteback", "stored");
        await Task.Delay(TimeSpan.FromSeconds(3), _clock, CancellationToken.None);
        return result;
    }

    public async Task<Reading<IReadOnlyList<WritebackEvent>>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var recent = await Log.ReadAsync(since, cancellationToken);
        return Reading.Known<IReadOnlyList<WritebackEvent>>([.. _earlier.Where(entry => entry.At >= since), .. recent.Value!]);
    }

    /// <summary>Writes the file; on return it is on disk.</summary>
    public async Task SaveAsync()
    {
        var events = await ReadAsync(DateTimeOffset.MinValue, CancellationToken.None);
        var server = await Server.ReadAsync(CancellationToken.None);
        DurableFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(new Stored(server.Value!.WritebackEnabled == true, events.Value!)));
    }

    private sealed record Stored(bool Enabled, IReadOnlyList<WritebackEvent> Events);
}
