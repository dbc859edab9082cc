using PasswordWriteback.LocalHost.Tests.EndToEnd;
using PasswordWriteback.Simulation.Tenant;

namespace PasswordWriteback.Tests.HostContract;

/// <summary>The local host: <c>serve</c> in a process of its own, on SQLite.</summary>
internal sealed class LocalHostUnderContract : IHostUnderContract
{
    private readonly Front _front;
    private readonly BackendProcess _backend;

    private LocalHostUnderContract(Front front, BackendProcess backend)
    {
        _front = front;
        _backend = backend;
    }

    public Uri Address => _front.Address;

    public string Token => _backend.Token;

    public string Caller => "local";

    public string Log => _backend.Log;

    public int Repeated => _front.Repeated;

    public static async Task<IHostUnderContract> StartAsync(SimulatedTenant tenant, string folder, CancellationToken cancellationToken)
    {
        var front = await Front.StartAsync();
        var backend = new BackendProcess(folder, database: null) { PublicUrl = front.Address };
        backend.Configure(tenant);
        await backend.StartAsync(cancellationToken);
        front.QueueServer = backend.Address;
        front.Forward(backend.Address);
        return new LocalHostUnderContract(front, backend);
    }

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _front.DisposeAsync();
    }
}
