using System.Diagnostics;
using Grpc.Net.Client;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Functions.Tests.Scripted;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Functions.Tests.Worker;

/// <summary>
/// Puts scripted ports into the worker as it is built, in its own process: the worker that runs is the one that is deployed,
/// unchanged. The relay's answers go to the backend, as they would come from the queue of replies.
/// </summary>
internal static class ScriptedWorker
{
    /// <summary>The environment variable with the backend's address.</summary>
    public const string BackendVariable = "PASSWORD_WRITEBACK_LOOPBACK_BACKEND";

    public static void Script() => DiagnosticListener.AllListeners.Subscribe(new HostBuilding());

    private static void AddPorts(IServiceCollection services)
    {
        var client = new GrpcDurableTaskClient(
            "scripted",
            new GrpcDurableTaskClientOptions
            {
                Channel = GrpcChannel.ForAddress(Environment.GetEnvironmentVariable(BackendVariable)!),
                DataConverter = new JsonDataConverter(JsonContract.Options),
            },
            NullLogger.Instance);
        var ports = new ScriptedPorts((runId, name, signal) => client.RaiseEventAsync(runId, name, signal));
        services
            .AddSingleton<ITenantGraphs>(ports)
            .AddSingleton<IForestRecords>(ports)
            .AddSingleton<IRelayCommandSender>(ports)
            .AddSingleton<IRunReports>(ports)
            .AddSingleton<IAttestations>(ports);
    }

    private sealed class HostBuilding : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting")
            {
                value.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "HostBuilding", Value: IHostBuilder host })
            {
                host.ConfigureServices(AddPorts);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
