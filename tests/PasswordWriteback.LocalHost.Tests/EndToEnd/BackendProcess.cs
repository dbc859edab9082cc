using System.Text.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Simulation.Tenant;

namespace PasswordWriteback.LocalHost.Tests.EndToEnd;

/// <summary>The backend as an operator runs it: <c>serve</c> in a process of its own, which can be killed and started again on the same data folder and address.</summary>
internal sealed class BackendProcess(string folder, string? database) : IAsyncDisposable
{
    private ServerProcess? _process;

    /// <summary>Where it listens, in every one of its lives.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{LoopbackServer.FreePort()}");

    /// <summary>The address that it is reached under; null: where it listens.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>What it printed and logged.</summary>
    public string Log => Process.Output;

    public string Token => File.ReadAllText(Path.Combine(folder, "token"));

    private ServerProcess Process => _process ??= new(
        "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "PasswordWriteback.LocalHost.dll"), "serve", "--data", folder, "--urls", Address.AbsoluteUri],
        new Dictionary<string, string?> { ["PWB_Database"] = database, ["PWB_PublicUrl"] = PublicUrl?.AbsoluteUri }
            .Where(setting => setting.Value is not null).ToDictionary(setting => setting.Key, setting => setting.Value!),
        $"Listening on {Address.GetLeftPart(UriPartial.Authority)}");

    /// <summary>Writes the settings of the app registration in a simulated tenant: the files that an operator would write.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="further">Settings beside those; null: none.</param>
    public void Configure(SimulatedTenant tenant, IReadOnlyDictionary<string, JsonNode>? further = null)
    {
        Directory.CreateDirectory(folder);
        var secret = Path.Combine(folder, "graph-secret");
        var ca = Path.Combine(folder, "graph-ca.pem");
        File.WriteAllText(secret, tenant.ClientSecret);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.WriteAllText(ca, tenant.CertificatePem);
        var settings = new JsonObject(further?.Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)setting.Value)) ?? [])
        {
            ["Graph"] = JsonSerializer.SerializeToNode(
                new { tenant.ClientId, SecretFile = secret, Authority = tenant.BaseAddress, Endpoint = tenant.BaseAddress, TrustedCaFile = ca }),
        };
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), settings.ToJsonString());
    }

    /// <summary>Starts it; on return it listens.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Process.StartAsync(cancellationToken);

    /// <summary>SIGKILL: it gets no chance to tidy up.</summary>
    public Task KillAsync() => Process.KillAsync();

    public async ValueTask DisposeAsync() => await Process.DisposeAsync();
}
