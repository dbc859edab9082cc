using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.LocalHost.Tests.Hosting;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Keys;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.LocalHost.Tests.Relays;

/// <summary>
/// The real backend on loopback and the real relay, joined by HTTP and queues alone; tenant, forest and Entra Connect are simulated.
/// </summary>
internal sealed class RelayLoop : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TestFolder _data = new();
    private readonly TestFolder _state = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly WatchedReports _reports = new();
    private readonly WatchedSender _sender = new();
    private Action<IServiceCollection>? _services;
    private SimulatedTenant _tenant = null!;
    private Task _relay = Task.CompletedTask;

    public LocalHostApplication Host { get; private set; } = null!;

    public HttpClient Portal { get; } = new();

    public Guid RelayId { get; private set; }

    public string Tenant => $"/api/tenants/{_tenant.TenantId}";

    /// <summary>Happens before a command goes out.</summary>
    public Func<RelayCommandAttempt, Task>? BeforeSending
    {
        get => _sender.Before;
        set => _sender.Before = value;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The relay and the backend, the latter with its services as given.</summary>
    public static async Task<RelayLoop> StartAsync(Action<IServiceCollection>? services = null)
    {
        var loop = new RelayLoop { _services = services };
        try
        {
            await loop.StartHostAsync();
            await loop.EnrolAsync();
            loop._relay = loop.RunRelayAsync();
            return loop;
        }
        catch
        {
            await loop.DisposeAsync();
            throw;
        }
    }

    public async Task<JsonObject> GetAsync(string path) => JsonNode.Parse(await Portal.GetStringAsync(path, Token))!.AsObject();

    /// <summary>Starts a check over HTTP and returns its report, as HTTP has it.</summary>
    public async Task<JsonObject> CheckAsync()
    {
        var answer = await Portal.PostAsJsonAsync($"{Tenant}/runs", new { mode = "check" }, Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        await _reports.Saved.WaitAsync(Deadline, Token);
        return await GetAsync($"{answer.Headers.Location}/report");
    }

    /// <summary>A proof of the relay's key, as an outsider would have to make it.</summary>
    public async Task<JsonObject> TokenAsync()
    {
        using var key = new RelayKeyStore(RelayHost.KeyFolder(_state.Path)).Open(Enrolment.Read(_state.Path).KeyId);
        var address = new Uri(Portal.BaseAddress!, $"api/relays/{RelayId}/token");
        var proof = new Core.Relay.Envelope.ProofSigner(key, TimeProvider.System).Sign(address);
        using var http = new HttpClient();
        var answer = await http.PostAsJsonAsync(address, new { proof }, Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _relay.WaitAsync(Deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Host is not null)
        {
            await Host.Web.StopAsync();
            await Host.DisposeAsync();
        }

        if (_tenant is not null)
        {
            await _tenant.DisposeAsync();
        }

        Portal.Dispose();
        _stop.Dispose();
        _data.Dispose();
        _state.Dispose();
    }

    private async Task StartHostAsync()
    {
        var time = TimeProvider.System;
        _tenant = await SimulatedTenant.StartAsync(TenantProfiles.E3Hybrid, time, Token);
        await File.WriteAllTextAsync(_data.File("secret"), _tenant.ClientSecret, Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_data.File("secret"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Host = await LocalHostApplication.BuildAsync(
            new LocalHostOptions
            {
                DataFolder = _data.Path,
                Settings = new LocalHostSettings
                {
                    Urls = "http://127.0.0.1:0",
                    Graph = new GraphIdentityOptions
                    {
                        ClientId = _tenant.ClientId,
                        SecretFile = _data.File("secret"),
                        Authority = _tenant.BaseAddress,
                        Endpoint = _tenant.BaseAddress,
                    },
                },
                GraphHandler = _tenant.CreateHandler(),
                Services = services =>
                {
                    services
                        .AddSingleton<IRunReports>(provider =>
                        {
                            _reports.Store = provider.GetRequiredService<RunReportStore>();
                            return _reports;
                        })
                        .AddSingleton<IRelayCommandSender>(provider =>
                        {
                            _sender.Sender = ActivatorUtilities.CreateInstance<RelayCommandSender>(provider);
                            return _sender;
                        });
                    _services?.Invoke(services);
                },
            },
            Token);
        await Host.Web.StartAsync(Token);
        Portal.BaseAddress = new Uri($"{Host.Web.Urls.Single()}/");
        Portal.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Host.Token!.Value);
        var services = Host.Web.Services;
        await services.GetRequiredService<TenantStore>().PutAsync(
            "local", new TenantRegistration(_tenant.TenantId, "Contoso", [DemoForest.RootDomain], TimeSpan.FromDays(1), false), ifVersion: null, "test", Token);
        var consents = services.GetRequiredService<ConsentStore>();
        await consents.CreateAsync(_tenant.TenantId, "local", "state", "nonce", time.GetUtcNow().AddHours(1), Token);
        Assert.Equal(ConsentOutcome.Activated, await consents.CompleteAsync("state", "admin", "test", Token));
    }

    /// <summary>As <c>relay enroll</c> does it.</summary>
    private async Task EnrolAsync()
    {
        var issued = await Portal.PostAsJsonAsync($"{Tenant}/relays", new { forest = DemoForest.RootDomain }, Token);
        Assert.True(issued.IsSuccessStatusCode, await issued.Content.ReadAsStringAsync(Token));
        var code = (string)JsonNode.Parse(await issued.Content.ReadAsStringAsync(Token))!["code"]!;
        using var key = new RelayKeyStore(RelayHost.KeyFolder(_state.Path)).Create();
        using var http = new HttpClient();
        var answer = await new RelayCloudClient(http, Portal.BaseAddress!, key, Guid.Empty, TimeProvider.System).EnrolAsync(code, "sync1", "1.0.0", Token);
        CloudKeyRing.Create(_state.Path, answer.CloudKeys, TimeProvider.System);
        RelayId = answer.RelayId;
        Enrolment.Of(Portal.BaseAddress!, answer, key.Id, TimeProvider.System.GetUtcNow()).Save(_state.Path);
    }

    private Task RunRelayAsync()
    {
        var forest = DemoForest.Build(TimeProvider.System);
        var log = new SimulatedEventLog(TimeProvider.System);
        return Task.Run(() => RelayHost.RunAsync(
            new RelayHostOptions
            {
                StateFolder = _state.Path,
                Policy = RelayPolicySource.None,
                Version = "1.0.0",
                Connector = forest.ConnectorFor(DemoForest.RelayAccount),
                ConnectServer = new SimulatedConnectServer(DemoForest.ConnectOptions(_tenant.TenantId), log),
                EventLog = log,
                Logger = NullLogger.Instance,
            },
            _stop.Token));
    }
}
