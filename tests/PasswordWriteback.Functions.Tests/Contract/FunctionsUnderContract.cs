using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Functions.Tests.Loopback;
using PasswordWriteback.Functions.Tests.Worker;
using PasswordWriteback.Samba.Tests.EndToEnd;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Tests.HostContract;
using PasswordWriteback.Tests.PostgreSql;

namespace PasswordWriteback.Functions.Tests.Contract;

/// <summary>
/// The Functions app: its worker in a process of its own under the loopback host, on PostgreSQL, with an issuer of tokens, and with
/// queues in place of Service Bus.
/// </summary>
internal sealed class FunctionsUnderContract : IHostUnderContract
{
    private readonly HostCertificate _certificate = new("127.0.0.1");
    private readonly Front _front;
    private LabIssuer? _issuer;
    private LoopbackServiceBus? _bus;
    private LoopbackHost? _host;

    private FunctionsUnderContract(Front front) => _front = front;

    public Uri Address => _front.Address;

    public string Token => _issuer!.Token();

    public string Caller => "the-portal";

    public string Log => string.Join(Environment.NewLine, _host!.WorkerLog.Concat(_host.ServiceBus.Failures).Concat(_host.ServiceBus.DeadLetters));

    public int Repeated => _front.Repeated;

    public LoopbackHost Host => _host!;

    public static async Task<FunctionsUnderContract> StartAsync(
        SimulatedTenant tenant, string folder, PostgreSqlServer server, CancellationToken cancellationToken)
    {
        var host = new FunctionsUnderContract(await Front.StartAsync());
        try
        {
            await host.StartAsync(tenant, Directory.CreateDirectory(folder), await server.CreateDatabaseAsync(cancellationToken), cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts something into the replies queue that no relay has signed.</summary>
    /// <returns>What the trigger's function dead-lettered it for.</returns>
    public async Task<string> ForgeAsync(CancellationToken cancellationToken)
    {
        await _bus!.Broker.SendAsync("replies", new QueueMessage("forged", """{"jws":"a.b.c","payload":"{}"}"""u8.ToArray()), cancellationToken);
        while (true)
        {
            if (_host!.ServiceBus.DeadLetters.TryDequeue(out var reason))
            {
                return reason;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_bus is not null)
        {
            await _bus.DisposeAsync();
        }

        if (_issuer is not null)
        {
            await _issuer.DisposeAsync();
        }

        _certificate.Dispose();
    }

    // The worker's own output folder: what is copied beside the tests lacks the packages that the tests' framework brings.
    private static string DeployedWorker()
    {
        var target = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var configuration = target.Parent!;
        var repository = configuration.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(
            repository.FullName, "src", "PasswordWriteback.Functions", "bin", configuration.Name, target.Name, "PasswordWriteback.Functions.dll");
    }

    private async Task StartAsync(SimulatedTenant tenant, DirectoryInfo folder, string database, CancellationToken cancellationToken)
    {
        _issuer = await LabIssuer.StartAsync("127.0.0.1", _certificate.Certificate);
        _bus = await LoopbackServiceBus.StartAsync(_front.Queues, cancellationToken);
        _front.QueueServer = _bus.Address;
        var (issuerCa, _) = _certificate.Save(folder.FullName);
        var (secret, ca) = (Path.Combine(folder.FullName, "graph-secret"), Path.Combine(folder.FullName, "graph-ca.pem"));
        await File.WriteAllTextAsync(secret, tenant.ClientSecret, cancellationToken);
        await File.WriteAllTextAsync(ca, tenant.CertificatePem, cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PWB_Issuer"] = _issuer.Name,
            ["PWB_Audience"] = LabIssuer.Audience,
            ["PWB_IssuerCaFile"] = issuerCa,
            ["PWB_PublicUrl"] = Address.AbsoluteUri,
            ["PWB_CloudId"] = Guid.NewGuid().ToString(),
            ["PWB_Database"] = database,
            ["PWB_KeyVault"] = "https://vault.example/",
            ["PWB_ServiceBus__0__Address"] = _front.Queues.AbsoluteUri,
            ["PWB_ServiceBus__0__ListenKey"] = _bus.ListenKey,
            ["PWB_ServiceBus__0__SendKey"] = _bus.SendKey,
            ["PWB_Graph__ClientId"] = tenant.ClientId.ToString(),
            ["PWB_Graph__SecretFile"] = secret,
            ["PWB_Graph__Authority"] = tenant.BaseAddress.AbsoluteUri,
            ["PWB_Graph__Endpoint"] = tenant.BaseAddress.AbsoluteUri,
            ["PWB_Graph__TrustedCaFile"] = ca,
            [LoopbackAzure.BusVariable] = _bus.Address.AbsoluteUri,
        };
        _host = await LoopbackHost.StartAsync(DeployedWorker(), typeof(FunctionsUnderContract).Assembly.Location, settings, _bus.Broker);
        _front.Server = _host.HttpAsync;
    }
}
