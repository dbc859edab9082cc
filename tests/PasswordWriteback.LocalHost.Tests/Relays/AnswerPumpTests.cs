using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;
using PasswordWriteback.LocalHost.Relays;
using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.LocalHost.Tests.Hosting;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Relays;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.LocalHost.Tests.Relays;

public sealed class AnswerPumpTests
{
    private static readonly Guid Tenant = Guid.Parse("11111111-2222-4333-8444-555555555555");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A queue gives up after ten deliveries, and relays say things once: the answer has to survive thirty failures.</summary>
    [Fact(Timeout = 60_000)]
    public async Task WhileTheEngineIsAway_AnAnswerIsHeld_AndTakenWhenItIsBack()
    {
        using var folder = new TestFolder();
        var clock = new ImpatientClock();
        var engine = new EngineAway(failures: 30);
        await using var host = await LocalHostApplication.BuildAsync(
            new LocalHostOptions
            {
                DataFolder = folder.Path,
                Settings = new LocalHostSettings { Urls = "http://127.0.0.1:0" },
                Time = clock,
                Services = services => services.AddSingleton<IRunEngine>(engine),
            },
            Token);
        var services = host.Web.Services;
        using var key = new SigningKey(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var answer = await AnswerAsync(services, key, clock);
        var pump = services.GetServices<IHostedService>().OfType<AnswerPump>().Single();
        await pump.StartAsync(Token);
        var broker = services.GetRequiredService<QueueBroker>();
        await broker.SendAsync(IRelayQueues.Replies, new QueueMessage(answer.MessageId, answer.Body), Token);

        await engine.Raised;

        Assert.Equal(31, engine.Calls);
        while ((await broker.CountAsync(IRelayQueues.Replies, Token)).Waiting > 0)
        {
            await Task.Yield();
        }

        Assert.Equal(0, (await broker.CountAsync(IRelayQueues.Replies, Token)).DeadLetters);
        await pump.StopAsync(Token);
    }

    private static async Task<OutgoingMessage> AnswerAsync(IServiceProvider services, SigningKey key, TimeProvider clock)
    {
        await services.GetRequiredService<TenantStore>().PutAsync(
            "local", new TenantRegistration(Tenant, "Contoso", ["contoso.example"], TimeSpan.FromDays(1), false), ifVersion: null, "test", Token);
        var consents = services.GetRequiredService<ConsentStore>();
        await consents.CreateAsync(Tenant, "local", "state", "nonce", clock.GetUtcNow().AddHours(1), Token);
        await consents.CompleteAsync("state", "admin", "test", Token);
        var relays = services.GetRequiredService<RelayStore>();
        await relays.IssueCodeAsync(TenantScope.Everyone, Tenant, new RelayCode("hash", "contoso.example", "", clock.GetUtcNow().AddMinutes(15)), "test", Token);
        var relay = (await relays.EnrolAsync("hash", new RelayEnrolment(Guid.NewGuid(), key.Public, "sync1", "1.0.0"), Token))!;
        await services.GetRequiredService<RunStore>().StartAsync(
            TenantScope.Everyone, new NewRun("run-1", Tenant, RunMode.Check, RunTrigger.Request, "test"), Token);
        var command = new Discover(Guid.NewGuid(), Tenant, "run-1", "contoso.example");
        await services.GetRequiredService<RelayTraffic>().CommandSentAsync(command, relay.RelayId, Token);
        var issuer = services.GetRequiredService<CloudIdentity>().Issuer;
        return new ReplySigner(new RelayIdentity(Tenant, relay.RelayId, issuer), key, clock).Sign(new CommandAccepted(command.CommandId, "In the ledger."), "run-1");
    }

    /// <summary>The system's clock, but the pump's pause takes a millisecond.</summary>
    private sealed class ImpatientClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == AnswerPump.PauseAfterTrouble ? TimeSpan.FromMilliseconds(1) : dueTime, period);
    }

    private sealed class EngineAway(int failures) : IRunEngine
    {
        private readonly TaskCompletionSource _raised = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _calls;

        public Task Raised => _raised.Task;

        public int Calls => _calls;

        public Task<bool> RaiseAsync<T>(string runId, string eventName, T payload, CancellationToken cancellationToken)
        {
            var call = Interlocked.Increment(ref _calls);
            if (call > failures)
            {
                _raised.TrySetResult();
            }

            return call > failures ? Task.FromResult(true) : throw new RunEngineUnavailableException("Away.");
        }

        public Task StartAsync(string runId, RunInput input, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<RunInstance?> FindAsync(string runId, CancellationToken cancellationToken) => Task.FromResult<RunInstance?>(null);

        public Task TerminateAsync(string runId, string reason, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task PurgeAsync(string runId, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<string?> TroubleAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }
}
