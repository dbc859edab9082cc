using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Testing;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PasswordWriteback.Functions.Tests.Durable;

/// <summary>Starts Durable Task's in-process test host with a JSON contract, on a port that is free.</summary>
internal static class TestHost
{
    /// <summary>The environment variable that silences the sidecar's console, which else gets a dozen lines per request.</summary>
    public const string LogLevelVariable = "Logging__LogLevel__Default";

    static TestHost() => Environment.SetEnvironmentVariable(LogLevelVariable, "None");

    public static Task<DurableTaskTestHost> StartAsync(
        Action<DurableTaskRegistry> tasks, JsonSerializerOptions json, ILoggerFactory log, Action<DurableTaskWorkerOptions>? configure = null)
    {
        var converter = new JsonDataConverter(json);
        return DurableTaskTestHost.StartAsync(tasks, new DurableTaskTestHostOptions
        {
            Port = FreePort(),
            LoggerFactory = log,
            ConfigureServices = services => services
                .Configure<DurableTaskClientOptions>(options => options.DataConverter = converter)
                .Configure<DurableTaskWorkerOptions>(options =>
                {
                    options.DataConverter = converter;
                    configure?.Invoke(options);
                }),
        });
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
