using System.Diagnostics;
using DurableTask.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
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

namespace PasswordWriteback.Functions.Tests.Loopback;

/// <summary>
/// As much of the Functions host as a worker needs: its RPC service on loopback, the worker process, and Durable Task over
/// an in-memory backend. The process is ended by its id with the host.
/// </summary>
internal sealed class LoopbackHost : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly CancellationTokenSource _stop = new();
    private readonly WorkerConnection _worker;
    private Process? _process;
    private GrpcChannel? _channel;
    private Task _durable = Task.CompletedTask;
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

    /// <summary>Starts the backend, then the worker with an assembly of startup hooks, and waits until its functions are loaded.</summary>
    public static async Task<LoopbackHost> StartAsync(string workerAssembly, string startupHook)
    {
        var host = new LoopbackHost(Build());
        try
        {
            await host._web.StartAsync();
            var address = host._web.Urls.Single();
            host._channel = GrpcChannel.ForAddress(address);
            host.Client = new GrpcDurableTaskClient(
                "loopback",
                new GrpcDurableTaskClientOptions { Channel = host._channel, DataConverter = new JsonDataConverter(JsonContract.Options) },
                NullLogger.Instance);
            host._process = Launch(workerAssembly, startupHook, address);
            await host._worker.InitializeAsync(Path.GetDirectoryName(workerAssembly)!);
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

    /// <summary>What a run gives; when it fails, or the worker does, what the worker logged is in the failure.</summary>
    public async Task<T> WatchAsync<T>(Task<T> run)
    {
        try
        {
            await await Task.WhenAny(run, _extension!.Failure);
            return await run;
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException(
                $"{failure.Message} The worker logged:{Environment.NewLine}{string.Join(Environment.NewLine, _worker.Log)}", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _durable.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
        var web = builder.Build();
        web.MapGrpcService<TaskHubGrpcServer>();
        web.MapGrpcService<FunctionRpcService>();
        return web;
    }

    private static Process Launch(string workerAssembly, string startupHook, string address)
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
        start.Environment[Worker.ScriptedWorker.BackendVariable] = address;
        return Process.Start(start) ?? throw new InvalidOperationException($"{workerAssembly} did not start.");
    }
}
