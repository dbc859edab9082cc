using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Core;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Local;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Orchestration.Tests.Scripted;
using PasswordWriteback.Storage;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tests.Runs;

/// <summary>The API over a real store and the real embedded engine, with a scripted tenant and relay and a clock that only this class moves.</summary>
internal sealed class RunHost : IAsyncDisposable, ITenantGraphs, ITenantGraph, IRelayCommandSender
{
    public static readonly string Runs = $"/api/tenants/{ScriptedTenant.Id}/runs";

    private RunHost(ManualClock clock)
    {
        Tenant = new ScriptedTenant(clock);
        Relay = new ScriptedRelay(clock);
    }

    public ApiHost Api { get; private set; } = null!;

    public ScriptedTenant Tenant { get; }

    public ScriptedRelay Relay { get; }

    Guid ITenantGraph.TenantId => ScriptedTenant.Id;

    public static async Task<RunHost> StartAsync()
    {
        var clock = new ManualClock();
        var host = new RunHost(clock);
        host.Api = await ApiHost.StartAsync(new ApiHostOptions { Clock = clock, RealEngine = host.Engine });
        await host.Api.AddActiveTenantAsync(ScriptedTenant.Id, forest: ScriptedRelay.Forest);
        return host;
    }

    /// <summary>Starts a run and returns its id.</summary>
    public static async Task<string> StartRunAsync(HttpClient client, object body)
    {
        var answer = await client.PostAsJsonAsync(Runs, body);
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        var run = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal($"{Runs}/{run["runId"]}", answer.Headers.Location?.OriginalString);
        Assert.NotNull(answer.Headers.RetryAfter);
        return (string)run["runId"]!;
    }

    public static async Task<JsonNode> GetAsync(HttpClient client, string runId) =>
        JsonNode.Parse(await client.GetStringAsync($"{Runs}/{runId}"))!;

    /// <summary>Moves the clock from timer to timer until the run waits for a person or has ended, and returns what the API then says of it.</summary>
    public Task<JsonNode> DriveAsync(HttpClient client, string runId) => DriveUntilAsync(client, runId, _ => false);

    /// <summary>As <see cref="DriveAsync"/>, but ends as soon as the run looks as asked.</summary>
    public async Task<JsonNode> DriveUntilAsync(HttpClient client, string runId, Func<JsonNode, bool> reached)
    {
        for (var turn = 0; turn < 10_000; turn++)
        {
            await Api.LocalEngine.WhenIdleAsync();
            var run = await GetAsync(client, runId);
            if (reached(run) || run["waitingFor"] is not null || (string?)run["run"]!["state"] is "Finished" or "Failed")
            {
                return run;
            }

            Assert.True(Api.Clock.FireNext(), $"The run hangs: {run}");
        }

        throw new InvalidOperationException("The run does not end.");
    }

    public async Task<IReadOnlyList<AuditEntry>> AuditAsync(string runId) =>
        [.. (await Api.Get<AuditLog>().ListAsync(TenantScope.Everyone, ScriptedTenant.Id, new AuditQuery(200), CancellationToken.None))
            .Items.Where(entry => entry.RunId == runId).Reverse()];

    public ValueTask DisposeAsync() => Api.DisposeAsync();

    Task<ITenantGraph> ITenantGraphs.GetAsync(Guid tenantId, CancellationToken cancellationToken) => Task.FromResult<ITenantGraph>(this);

    Task<TenantReading> ITenantGraph.ReadTenantAsync(CancellationToken cancellationToken) => Task.FromResult(Tenant.Tenant());

    Task<LicenceReading> ITenantGraph.ReadLicencesAsync(CancellationToken cancellationToken) => Task.FromResult(ScriptedTenant.Licences());

    Task<SelfServiceResetReading> ITenantGraph.ReadSelfServiceResetAsync(CancellationToken cancellationToken) => Task.FromResult(Tenant.SelfServiceReset());

    Task<Reading<bool>> ITenantGraph.SetAdministratorsMayResetAsync(bool administratorsMayReset, CancellationToken cancellationToken)
    {
        Tenant.AdministratorsMayReset = administratorsMayReset;
        return Task.FromResult(Reading.Known(administratorsMayReset));
    }

    async Task<bool> IRelayCommandSender.SendAsync(RelayCommandAttempt attempt, CancellationToken cancellationToken)
    {
        var replies = Api.Get<RelayReplies>();
        var command = attempt.Command;
        async Task SayAsync(RelaySignal signal) => Assert.True(await replies.ReceiveAsync(
            command.TenantId, command.RunId, command.Forest, command.CommandId, signal, cancellationToken));
        await SayAsync(new RelaySignal(RelaySignalKind.Accepted, "accepted"));
        await SayAsync(new RelaySignal(RelaySignalKind.Completed, "completed", Relay.Answer(command)));
        return true;
    }

    private LocalEngineBuilder Engine(Database database, TimeProvider time) =>
        new LocalEngineBuilder(new LocalEngineOptions { Json = new JsonSerializerOptions(OrchestrationJson.Default.Options), Clock = time })
            .AddEnableWriteback(this, new ForestRecordStore(database), this, new RunReportStore(database, time), new AttestationStore(database));
}
