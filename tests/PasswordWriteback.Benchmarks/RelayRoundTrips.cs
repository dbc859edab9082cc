using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.LocalHost;
using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Keys;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Relays;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Benchmarks;

/// <summary>
/// A command to an idle relay and back: signed, through the local queue over HTTP, verified, ledger, judged by the policy, ledger,
/// signed, back through the queue, verified, handed to the run. The policy refuses the command, so no directory is part of the time.
/// </summary>
internal static class RelayRoundTrips
{
    private const int WarmUp = 10;
    private static readonly Guid Tenant = Guid.Parse("7e57c0de-0000-4000-8000-000000000001");
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Makes so many round trips one after the other, each to a relay that has been idle for 50 ms, and prints their times.</summary>
    public static async Task PrintAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("pwb-benchmark-");
        try
        {
            await PrintAsync(count, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task PrintAsync(int count, string folder)
    {
        var engine = new Answers();
        await using var host = await LocalHostApplication.BuildAsync(
            new LocalHostOptions
            {
                DataFolder = Path.Combine(folder, "data"),
                Settings = new LocalHostSettings { Urls = "http://127.0.0.1:0" },
                Services = services => services.AddSingleton<IRunEngine>(engine),
            },
            CancellationToken.None);
        await host.Web.StartAsync();
        var services = host.Web.Services;
        var state = Path.Combine(folder, "state");
        await EnrolAsync(services, new Uri($"{host.Web.Urls.Single()}/"), state);
        using var stop = new CancellationTokenSource();
        var relay = RelayHost.RunAsync(
            new RelayHostOptions
            {
                StateFolder = state,
                Policy = RelayPolicySource.Of(new RelayPolicy { AllowedCommands = ["collectEvidence"] }),
                Version = "1.0.0",
                Logger = NullLogger.Instance,
            },
            stop.Token);
        var sender = services.GetRequiredService<IRelayCommandSender>();
        var times = new List<double>();
        for (var i = 0; i < count + WarmUp; i++)
        {
            await Task.Delay(Idle);
            var command = new ReadPasswordPolicy(Guid.NewGuid(), Tenant, "run-1", "contoso.example");
            var answered = engine.Expect(command.CommandId);
            var began = Stopwatch.GetTimestamp();
            await sender.SendAsync(new RelayCommandAttempt(command, 1), CancellationToken.None);
            await answered.WaitAsync(Patience);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        await stop.CancelAsync();
        await relay;
        await host.Web.StopAsync();
        QueueRoundTrips.Print("round trips to an idle relay", [.. times.Skip(WarmUp)]);
    }

    private static async Task EnrolAsync(IServiceProvider services, Uri address, string state)
    {
        var ct = CancellationToken.None;
        await services.GetRequiredService<TenantStore>().PutAsync(
            "local", new TenantRegistration(Tenant, "Contoso", ["contoso.example"], TimeSpan.FromDays(1), false), ifVersion: null, "benchmark", ct);
        var consents = services.GetRequiredService<ConsentStore>();
        await consents.CreateAsync(Tenant, "local", "state", "nonce", TimeProvider.System.GetUtcNow().AddHours(1), ct);
        await consents.CompleteAsync("state", "admin", "benchmark", ct);
        await services.GetRequiredService<RunStore>().StartAsync(
            TenantScope.Everyone, new NewRun("run-1", Tenant, RunMode.Check, RunTrigger.Request, "benchmark"), ct);
        using var key = new RelayKeyStore(RelayHost.KeyFolder(state)).Create();
        var code = new RelayCode("hash", "contoso.example", "", TimeProvider.System.GetUtcNow().AddMinutes(15));
        await services.GetRequiredService<RelayStore>().IssueCodeAsync(TenantScope.Everyone, Tenant, code, "benchmark", ct);
        var relay = (await services.GetRequiredService<RelayStore>().EnrolAsync("hash", new RelayEnrolment(Guid.NewGuid(), key.Public, "sync1", "1.0.0"), ct))!;
        var queues = services.GetRequiredService<IRelayQueues>();
        await queues.EnsureAsync(relay.CommandQueue, ct);
        var cloud = services.GetRequiredService<CloudIdentity>();
        CloudKeyRing.Create(state, cloud.Keys.Published, TimeProvider.System);
        new Enrolment
        {
            Cloud = address,
            Issuer = cloud.Issuer,
            TenantId = Tenant,
            RelayId = relay.RelayId,
            Forest = relay.Forest,
            ServiceBus = queues.Address,
            Queue = relay.Queue,
            RepliesQueue = IRelayQueues.Replies,
            KeyId = key.Id,
            EnrolledAt = relay.EnrolledAt,
        }.Save(state);
    }

    /// <summary>Takes the place of the engine: a run that is told of its answers.</summary>
    private sealed class Answers : IRunEngine
    {
        private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _expected = new();

        public Task Expect(Guid commandId) =>
            (_expected[commandId] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public Task<bool> RaiseAsync<T>(string runId, string eventName, T payload, CancellationToken cancellationToken)
        {
            if (payload is RelaySignal { Reply: { } reply } && _expected.TryRemove(reply.CommandId, out var answered))
            {
                answered.SetResult();
            }

            return Task.FromResult(true);
        }

        public Task StartAsync(string runId, RunInput input, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<RunInstance?> FindAsync(string runId, CancellationToken cancellationToken) => Task.FromResult<RunInstance?>(new RunInstance(1, HasEnded: false, null, null));

        public Task TerminateAsync(string runId, string reason, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task PurgeAsync(string runId, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<string?> TroubleAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }
}
