using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Api.Tests.Relays;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Functions.Relays;
using PasswordWriteback.Functions.Tests.Durable;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Relays;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Functions.Tests.Relays;

/// <summary>The function of the replies queue over the real intake and store; Durable Task and Service Bus only take notes.</summary>
internal sealed class RepliesWorld : IAsyncDisposable
{
    private readonly ManualClock _pause = new();

    private readonly Database _impatient;

    private RepliesWorld(RelayWorld relays, EnrolledTestRelay relay, Database impatient)
    {
        (Relays, Relay, _impatient) = (relays, relay, impatient);
        var engine = new DurableRunEngine();
        Answers = new RelayAnswers(
            relays.Api.Get<RelayStore>(),
            new RelayTraffic(impatient, relays.Clock),
            new RelayReplies(
                relays.Api.Get<RunStore>(), relays.Api.Get<TenantStore>(), relays.Api.Get<AuditLog>(), relays.Api.Get<IRunProgress>(), engine, relays.Clock),
            relays.Api.Get<CloudIdentity>(),
            relays.Clock,
            NullLogger<RelayAnswers>.Instance);
        Function = new RepliesFunction(new AnswerIntake(Answers, relays.Clock), engine, _pause, NullLogger<RepliesFunction>.Instance);
    }

    public RelayWorld Relays { get; }

    public EnrolledTestRelay Relay { get; }

    public RelayAnswers Answers { get; }

    /// <summary>Durable Task, as the function's binding brings it.</summary>
    public ScriptedDurableClient Engine { get; } = new();

    /// <summary>Service Bus, as the function's binding brings it.</summary>
    public ActionsSaid Actions { get; } = new();

    private RepliesFunction Function { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RepliesWorld> StartAsync()
    {
        var relays = await RelayWorld.StartAsync();
        var store = DatabaseOptions.Sqlite(relays.Api.StorePath) with { BusyTimeout = TimeSpan.FromMilliseconds(1) };
        return new RepliesWorld(relays, await relays.EnrolAsync(), await Database.OpenAsync(store, relays.Clock, Token));
    }

    /// <summary>A command of a run that goes on, sent to the relay.</summary>
    public async Task<Discover> CommandAsync()
    {
        var runId = await Relays.RunAsync();
        Engine.Running(runId);
        return await Relays.SendDiscoverAsync(runId);
    }

    public Task DeliverAsync(ReadOnlyMemory<byte> body, CancellationToken? stopping = null) => Function.RunAsync(
        ServiceBusModelFactory.ServiceBusReceivedMessage(BinaryData.FromBytes(body), deliveryCount: 1), Actions, Engine, stopping ?? Token);

    /// <summary>Delivers a message that cannot be taken, and lets the minute pass for which it is held.</summary>
    public async Task DeliverInVainAsync(ReadOnlyMemory<byte> body)
    {
        var delivery = DeliverAsync(body);
        await HeldAsync();
        _pause.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(Actions.Said);
        _pause.Advance(TimeSpan.FromSeconds(1));
        await delivery;
    }

    /// <summary>Until the function holds a message.</summary>
    public async Task HeldAsync()
    {
        while (_pause.Timers == 0)
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async Task AssertDeadLetteredAsync(ReadOnlyMemory<byte> body, EnvelopeRefusalReason reason)
    {
        await DeliverAsync(body);

        Assert.StartsWith($"dead: {reason}: ", Assert.Single(Actions.Said), StringComparison.Ordinal);
        Assert.Equal(1, Answers.Refused);
        Assert.Empty(Engine.Raised);
    }

    /// <summary>Enrols a relay of another customer's tenant.</summary>
    /// <param name="claimed">The tenant that it says it is of; null: its own.</param>
    public async Task<ReplySigner> EnrolForeignRelayAsync(Guid? claimed = null)
    {
        var tenant = Guid.NewGuid();
        await Relays.Api.AddActiveTenantAsync(tenant, owner: "portal-b", forest: "fabrikam.example");
        var (store, key) = (Relays.Api.Get<RelayStore>(), Relays.NewKey());
        await store.IssueCodeAsync(
            TenantScope.Everyone, tenant, new RelayCode("hash", "fabrikam.example", "", Relays.Clock.GetUtcNow().AddMinutes(15)), "test", Token);
        var relay = (await store.EnrolAsync("hash", new RelayEnrolment(Guid.NewGuid(), key.Public, "sync9", "1.0.0"), Token))!;
        return new ReplySigner(new RelayIdentity(claimed ?? tenant, relay.RelayId, RelayWorld.Issuer), key, Relays.Clock);
    }

    /// <summary>Another writer keeps the store to itself, until this is disposed.</summary>
    public async Task<IDisposable> LockStoreAsync()
    {
        var writer = new SqliteConnection($"Data Source={Relays.Api.StorePath};Pooling=False");
        await writer.OpenAsync(Token);
        using var begin = writer.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        await begin.ExecuteNonQueryAsync(Token);
        return writer;
    }

    public async ValueTask DisposeAsync()
    {
        await _impatient.DisposeAsync();
        await Relays.DisposeAsync();
    }
}

/// <summary>Notes what is said of messages.</summary>
internal sealed class ActionsSaid : ServiceBusMessageActions
{
    public List<string> Said { get; } = [];

    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => SayAsync("completed");

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) => SayAsync("abandoned");

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = null,
        string? deadLetterReason = null,
        string? deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default)
    {
        // Service Bus takes no longer ones, and the message would come again and again.
        Assert.InRange(deadLetterErrorDescription!.Length, 1, 4096);
        return SayAsync($"dead: {deadLetterReason}: {deadLetterErrorDescription}");
    }

    private Task SayAsync(string what)
    {
        Said.Add(what);
        return Task.CompletedTask;
    }
}
