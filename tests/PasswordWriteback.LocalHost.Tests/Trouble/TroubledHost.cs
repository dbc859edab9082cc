using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.LocalHost.Tests.Hosting;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Orchestration.Tests.Scripted;
using PasswordWriteback.Storage;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.LocalHost.Tests.Trouble;

/// <summary>
/// A whole local host on loopback, whose store may have an outage: one active tenant, a scripted Graph, and a scripted relay that, as the real
/// one, remembers what it answered to a command. The clock is moved by the test only.
/// </summary>
internal sealed class TroubledHost : IAsyncDisposable, ITenantGraphs, ITenantGraph, IRelayCommandSender
{
    public static readonly string Runs = $"/api/tenants/{ScriptedTenant.Id}/runs";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestFolder _folder = new();
    private readonly Dictionary<Guid, RelayReply> _ledger = [];
    private readonly ScriptedTenant _tenant;
    private LocalHostApplication _application = null!;
    private Database? _database;

    private TroubledHost()
    {
        _tenant = new ScriptedTenant(Clock);
        Relay = new ScriptedRelay(Clock);
    }

    public ManualClock Clock { get; } = new();

    public ScriptedRelay Relay { get; }

    public HttpClient Client { get; private set; } = null!;

    /// <summary>Called with each command that reaches the relay for the first time.</summary>
    public Func<RelayCommand, Task>? OnCommand { get; set; }

    /// <summary>Called whenever Graph is asked for password reset.</summary>
    public Func<Task>? OnReset { get; set; }

    Guid ITenantGraph.TenantId => ScriptedTenant.Id;

    public static async Task<TroubledHost> StartAsync(Outage? outage = null)
    {
        var host = new TroubledHost();
        try
        {
            host._database = outage is null ? null : await outage.OpenAsync(host._folder, host.Clock);
            host._application = await LocalHostApplication.BuildAsync(
                new LocalHostOptions
                {
                    DataFolder = host._folder.Path,
                    Settings = outage?.Settings ?? new LocalHostSettings { Urls = "http://127.0.0.1:0" },
                    Time = host.Clock,
                    Relays = host,
                    Services = services =>
                    {
                        services.AddSingleton<ITenantGraphs>(host);
                        if (host._database is { } database)
                        {
                            services.AddStorage(database);
                        }
                    },
                },
                CancellationToken.None);
            await host._application.Web.StartAsync();
            await host.ActivateAsync();
            host.Client = new HttpClient { BaseAddress = new Uri(host._application.Web.Urls.Single()) };
            host.Client.DefaultRequestHeaders.Authorization = new("Bearer", host._application.Token!.Value);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Moves the clock on until the run waits for a person or has ended, and returns what the API then says of it.</summary>
    public async Task<JsonNode> DriveAsync(string runId)
    {
        for (var turn = 0; turn < 5_000; turn++)
        {
            if (await IsIdleAsync())
            {
                var run = JsonNode.Parse(await Client.GetStringAsync($"{Runs}/{runId}"))!;
                if (run["waitingFor"] is not null || (string?)run["run"]!["state"] is "Finished" or "Failed")
                {
                    return run;
                }
            }

            Clock.Advance(TimeSpan.FromSeconds(5));
        }

        throw new InvalidOperationException("The run does not end.");
    }

    public async Task PostAsync(string path, object body)
    {
        using var answer = await Client.PostAsJsonAsync($"{Runs}/{path}", body);
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
    }

    public async Task<IReadOnlyList<AuditEntry>> AuditAsync(string runId) =>
        [.. (await Get<AuditLog>().ListAsync(TenantScope.Everyone, ScriptedTenant.Id, new AuditQuery(200), CancellationToken.None))
            .Items.Where(entry => entry.RunId == runId).Reverse()];

    public async ValueTask DisposeAsync()
    {
        using var folder = _folder;
        Client?.Dispose();
        await using var database = _database;
        await using var application = _application;
        if (application is not null)
        {
            await application.Web.StopAsync();
        }
    }

    Task<ITenantGraph> ITenantGraphs.GetAsync(Guid tenantId, CancellationToken cancellationToken) => Task.FromResult<ITenantGraph>(this);

    Task<TenantReading> ITenantGraph.ReadTenantAsync(CancellationToken cancellationToken) => Task.FromResult(_tenant.Tenant());

    Task<LicenceReading> ITenantGraph.ReadLicencesAsync(CancellationToken cancellationToken) => Task.FromResult(ScriptedTenant.Licences());

    async Task<SelfServiceResetReading> ITenantGraph.ReadSelfServiceResetAsync(CancellationToken cancellationToken)
    {
        await (OnReset?.Invoke() ?? Task.CompletedTask);
        return _tenant.SelfServiceReset();
    }

    async Task<bool> IRelayCommandSender.SendAsync(RelayCommandAttempt attempt, CancellationToken cancellationToken)
    {
        var command = attempt.Command;
        if (!_ledger.TryGetValue(command.CommandId, out var reply))
        {
            _ledger[command.CommandId] = reply = Relay.Answer(command);
            await (OnCommand?.Invoke(command) ?? Task.CompletedTask);
        }

        await SayAsync(new RelaySignal(RelaySignalKind.Accepted, "accepted"));
        await SayAsync(new RelaySignal(RelaySignalKind.Completed, "completed", reply));
        return true;

        async Task SayAsync(RelaySignal signal) => Assert.True(await Get<RelayReplies>().ReceiveAsync(
            command.TenantId, command.RunId, command.Forest, command.CommandId, signal, cancellationToken));
    }

    private T Get<T>()
        where T : notnull => _application.Web.Services.GetRequiredService<T>();

    // While an activity waits for the store, the engine is not idle: only the clock ends that.
    private async Task<bool> IsIdleAsync()
    {
        try
        {
            await _application.Engine.WhenIdleAsync().WaitAsync(TimeSpan.FromMilliseconds(100));
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task ActivateAsync()
    {
        var registration = new TenantRegistration(ScriptedTenant.Id, "Contoso", [ScriptedRelay.Forest], TimeSpan.FromDays(30), MinimumPasswordAgeZero: false);
        await Get<TenantStore>().PutAsync("local", registration, ifVersion: null, "test", CancellationToken.None);
        await Get<ConsentStore>().CreateAsync(ScriptedTenant.Id, "local", "state", "nonce", Clock.GetUtcNow().AddHours(1), CancellationToken.None);
        Assert.Equal(ConsentOutcome.Activated, await Get<ConsentStore>().CompleteAsync("state", "admin", "test", CancellationToken.None).WaitAsync(Patience));
    }
}
