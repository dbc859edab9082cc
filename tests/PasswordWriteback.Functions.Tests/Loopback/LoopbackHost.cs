using System.Diagnostics;
using DurableTask.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Functions.Tests.Loopback.Rpc;
using PasswordWriteback.Local.Queue;
using PasswordWriteback.Tests.HostContract;

namespace PasswordWriteback.Functions.Tests.Loopback;

/// <summary>
/// As much of the Functions host as a worker needs: its RPC service on loopback, the worker process, HTTP handed on to it, timers,
/// Service Bus, and Durable Task over an in-memory backend. The process is ended by its id with the host.
/// </summary>
internal sealed class LoopbackHost : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly CancellationTokenSource _stop = new();
    private readonly WorkerConnection _worker;
    private Process? _process;
    private GrpcChannel? _channel;
    private readonly HttpClient _http = Forwarding.Client();
    private Task _durable = Task.CompletedTask;
    private Task _replies = Task.CompletedTask;
    private DurableExtension? _extension;

    private LoopbackHost(WebApplication web)
    {
        _web = web;
        _worker = web.Services.GetRequiredService<WorkerConnection>();
    }

    /// <summary>Starts and watches orchestrations.</summary>
    public DurableTaskClient Client { get; private set; } = null!;

    /// <summary>Names of the functions that the worker has shown.</summary>
    public IReadOnlyCollection<string> Functions => _worker.Functions;

    /// <summary>What the worker has logged over the protocol.</summary>
    public IReadOnlyCollection<string> WorkerLog => _worker.Log;

    /// <summary>Id of the worker process.</summary>
    public int WorkerProcessId => _process!.Id;

    /// <summary>The Service Bus trigger.</summary>
    public ServiceBusExtension ServiceBus => _web.Services.GetRequiredService<ServiceBusExtension>();

    /// <summary>Starts the backend, then the worker with an assembly of startup hooks, and waits until its functions are loaded.</summary>
    /// <param name="workerAssembly">The worker.</param>
    /// <param name="startupHook">The assembly of startup hooks.</param>
    /// <param name="settings">App settings.</param>
    /// <param name="replies">Where the replies queue is.</param>
    public static async Task<LoopbackHost> StartAsync(
        string workerAssembly, string startupHook, IReadOnlyDictionary<string, string> settings, QueueBroker replies)
    {
        var host = new LoopbackHost(Build());
        try
        {
            await host._web.StartAsync();
            var address = host._web.Urls.Single();
            host._channel = GrpcChannel.ForAddress(address);
            host.Client = new GrpcDurableTaskClient(
                "loopback",
                new GrpcDurableTaskClientOptions { Channel = host._channel, DataConverter = new JsonDataConverter(DurableJson.Contract) },
                NullLogger.Instance);
            host._worker.DurableClient = $$"""{"rpcBaseUrl":"{{address}}","taskHubName":"loopback","connectionName":"","requiredQueryStringParameters":"","httpBaseUrl":"{{address}}"}""";
            host._process = Launch(workerAssembly, startupHook, address, settings);
            await host._worker.InitializeAsync(Path.GetDirectoryName(workerAssembly)!);
            host._replies = host.ServiceBus.RunAsync(replies, host._stop.Token);
            host._extension = new DurableExtension(host._channel, host._worker);
            host._durable = host._extension.RunAsync(host._stop.Token);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the host does with an HTTP request: invokes the function, and hands the request on to the worker under the invocation's id.</summary>
    public async Task HttpAsync(HttpContext context, byte[] body)
    {
        var id = Guid.NewGuid().ToString();
        var trigger = new TypedData { Http = new RpcHttp { Method = context.Request.Method, Url = $"http://{context.Request.Host}{context.Request.Path}" } };
        var invocation = _worker.InvokeAsync("Api", trigger, id);
        await Forwarding.SendAsync(context, body, _http, _worker.HttpUri, id);
        Assert.Null(WorkerConnection.Failure(await invocation));
    }

    /// <summary>A timer comes due.</summary>
    /// <returns>What went wrong; null when nothing did.</returns>
    public async Task<string?> TimerAsync(string function) =>
        WorkerConnection.Failure(await _worker.InvokeAsync(function, new TypedData { Json = """{"Schedule":{"AdjustForDST":true},"IsPastDue":false}""" }, Guid.NewGuid().ToString()));

    /// <summary>Throws when work of Durable Task could not be handed over, or the trigger failed.</summary>
    public void Demand()
    {
        Assert.True(!_extension!.Failure.IsFaulted, _extension.Failure.Exception?.ToString());
        Assert.Empty(ServiceBus.Failures);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _durable.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _replies.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_process is not null)
        {
            _worker.Terminate();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
            {
                _process.Kill();
                await _process.WaitForExitAsync();
            }

            _process.Dispose();
        }

        _channel?.Dispose();
        _http.Dispose();
        await _web.DisposeAsync();
        _stop.Dispose();
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = null);
        var backend = new InMemoryOrchestrationService();
        builder.Services.AddSingleton<IOrchestrationService>(backend);
        builder.Services.AddSingleton<IOrchestrationServiceClient>(backend);
        builder.Services.AddSingleton<TaskHubGrpcServer>();
        builder.Services.AddSingleton<WorkerConnection>();
        builder.Services.AddSingleton<ServiceBusExtension>();
        var web = builder.Build();
        web.MapGrpcService<TaskHubGrpcServer>();
        web.MapGrpcService<FunctionRpcService>();
        web.MapGrpcService<SettlementService>();
        return web;
    }

    private static Process Launch(string workerAssembly, string startupHook, string address, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList =
            {
                workerAssembly,
                "--functions-uri", address,
                "--functions-request-id", "loopback",
                "--functions-worker-id", "loopback",
                "--functions-grpc-max-message-length", "134217728",
            },
            WorkingDirectory = Path.GetDirectoryName(workerAssembly),
        };
        start.Environment.Remove(Durable.TestHost.LogLevelVariable);
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = Path.GetDirectoryName(workerAssembly);
        start.Environment["DOTNET_STARTUP_HOOKS"] = startupHook;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{workerAssembly} did not start.");
    }
}
