using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Core;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Ledger;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.Relay.State;
using PasswordWriteback.Relay.Tests.Ledger;

namespace PasswordWriteback.Relay.Tests.Service;

/// <summary>A relay service that is started, killed and started again on one state folder, and the cloud that it talks to.</summary>
internal sealed class ServiceWorld : IAsyncDisposable, IReplyUploads
{
    public const string Forest = "contoso.example";

    private readonly ECDsa _cloud = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly SigningKey _cloudKey;
    private readonly SigningKey _relayKey = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
    private readonly List<(CancellationTokenSource Stop, Task Task, CommandLedger Ledger, LifeClock Clock, WriteTurns Writes)> _lives = [];

    public ServiceWorld(ManualClock? clock = null, string? stateFolder = null)
    {
        _cloudKey = new SigningKey(_cloud);
        Clock = clock ?? Folder.Clock;
        StateFolder = stateFolder ?? Folder.Path;
        Interrupted = new InterruptedCommands(StateFolder, new NoDirectory(), new NoEntraConnect("There is none in this test."), Clock);
        Advance = (command, _) => Task.FromResult<CommandState>(new CommandState.Answered(LedgerFolder.Reply(command.CommandId, "Executed")));
    }

    public static RelayIdentity Identity { get; } = new(
        Guid.Parse("11111111-1111-1111-1111-111111111111"), Guid.Parse("22222222-2222-2222-2222-222222222222"), "https://cloud.example");

    public LedgerFolder Folder { get; } = new();

    public ManualClock Clock { get; }

    public string StateFolder { get; }

    public FakeQueue Queue { get; } = new();

    public InterruptedCommands Interrupted { get; set; }

    /// <summary>What carries commands out; each call is counted.</summary>
    public Func<RelayCommand, CancellationToken, Task<CommandState>> Advance { get; set; }

    public ConcurrentDictionary<Guid, int> Executions { get; } = [];

    public ConcurrentDictionary<string, byte[]> Uploads { get; } = [];

    public bool UploadsAway { get; set; }

    public CommandLedger Ledger => _lives[^1].Ledger;

    /// <summary>The service that was started last.</summary>
    public Task Service => _lives[^1].Task;


    /// <summary>A command of this tenant.</summary>
    public static Discover Discover(string run = "run-1") => new(Guid.NewGuid(), Identity.TenantId, run, Forest);

    public static GrantPermissions Grant(string hash, string run = "run-1") => new(Guid.NewGuid(), Identity.TenantId, run, Forest, hash);

    /// <summary>The cloud sends a command.</summary>
    public ReadOnlyMemory<byte> Send(RelayCommand command, int attempt = 1)
    {
        var body = Sign(command, attempt);
        Queue.Put(body);
        return body;
    }

    public ReadOnlyMemory<byte> Sign(RelayCommand command, int attempt = 1) =>
        new CommandSigner(Identity.Issuer, () => _cloudKey, Clock).Sign(command, Identity.RelayId, attempt).Body;

    /// <summary>Puts a command into the queue whose claims are written by hand: signed by the right key, as no <see cref="CommandSigner"/> would.</summary>
    public void SendRaw(RelayCommand command)
    {
        var payload = JsonSerializer.Serialize(command, RelayJson.Wire.RelayCommand);
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = $$"""
            {"iss":"{{Identity.Issuer}}","aud":"{{Identity.TenantId:D}}/{{Identity.RelayId:D}}","iat":{{now}},"exp":{{now + 600}},"jti":"{{MessageIds.Command(command.CommandId, 1)}}","ver":1,"tenant":"{{Identity.TenantId:D}}","relay":"{{Identity.RelayId:D}}","run":"{{command.RunId}}","command":"{{command.CommandId:D}}","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(payload)))}}"}
            """;
        var header = $$"""{"alg":"ES256","kid":"{{_cloudKey.Id}}","typ":"{{TokenTypes.Command}}"}""";
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        var jws = $"{signed}.{Base64Url.EncodeToString(_cloud.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256))}";
        Queue.Put(JsonSerializer.SerializeToUtf8Bytes(new SignedMessage(jws, payload), RelayJson.Wire.SignedMessage));
    }

    /// <summary>What the cloud, which has sent these commands, makes of the relay's answers by a clock of its own.</summary>
    public ReplyVerifier Verifier(TimeProvider clock, params IReadOnlyList<RelayCommand> commands) => new(Identity.Issuer, new Records(commands, _relayKey.Public), clock);

    public void Start()
    {
        var clock = new LifeClock(Clock);
        var ledger = CommandLedger.Open(StateFolder, clock);
        var writes = new WriteTurns(StateFolder, clock);
        var stop = new CancellationTokenSource();
        var advance = Advance;
        var task = new RelayService(new RelayServiceParts
        {
            Identity = Identity,
            CloudKeys = () => new TrustedKeys([_cloudKey.Public]),
            Key = _relayKey,
            StateFolder = StateFolder,
            Ledger = ledger,
            Queue = Queue,
            Uploads = this,
            Advance = (command, token) =>
            {
                Executions.AddOrUpdate(command.CommandId, 1, (_, count) => count + 1);
                return advance(command, token);
            },
            Interrupted = Interrupted,
            Writes = writes,
            Heartbeat = _ => Task.FromResult(new RelayHeartbeat(
                Guid.Empty, Clock.GetUtcNow(), Clock.GetUtcNow(), "server", "1.0", null, Reading.NotBuilt<ConnectState>("Connect"))),
            Time = clock,
            Logger = NullLogger.Instance,
        }).RunAsync(stop.Token);
        _lives.Add((stop, task, ledger, clock, writes));
    }

    /// <summary>The process is gone: no more of it reaches the ledger.</summary>
    public void Kill()
    {
        _lives[^1].Clock.IsOver = true;
        Ledger.Dispose();
        _lives[^1].Writes.Dispose();
        _lives[^1].Stop.Cancel();
    }

    /// <summary>The process ends in order.</summary>
    public Task StopAsync()
    {
        _lives[^1].Stop.Cancel();
        return _lives[^1].Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Lets time pass until something has happened.</summary>
    public async Task PassAsync(TimeSpan step, Func<bool> until)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!until())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(120), "It did not happen.");
            Clock.Advance(step);
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until something has happened, on a clock that stands still.</summary>
    public Task UntilAsync(Func<bool> until) => PassAsync(TimeSpan.Zero, until);

    public Task UploadAsync(string sha256, ReadOnlyMemory<byte> reply, CancellationToken cancellationToken)
    {
        if (UploadsAway)
        {
            throw new CloudException(CloudFault.Unavailable, "The cloud is away.", "Wait.");
        }

        Uploads[sha256] = reply.ToArray();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (stop, task, ledger, clock, writes) in _lives)
        {
            clock.IsOver = true;
            await stop.CancelAsync();
            ledger.Dispose();
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(50)));
            stop.Dispose();
            writes.Dispose();
        }

        _cloudKey.Dispose();
        _relayKey.Dispose();
        Folder.Dispose();
    }

    /// <summary>The clock as one process sees it: its timers end with it.</summary>
    private sealed class LifeClock(ManualClock clock) : TimeProvider
    {
        public bool IsOver { get; set; }

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(
            given =>
            {
                if (!IsOver)
                {
                    callback(given);
                }
            },
            state,
            dueTime,
            period);
    }

    /// <summary>A forest in which nobody answers.</summary>
    public sealed class NoDirectory : IDirectoryConnector
    {
        public Task<IDirectoryConnection> ConnectAsync(string hostName, CancellationToken cancellationToken) =>
            throw new DirectoryException(DirectoryFault.Unreachable, hostName, $"{hostName} does not answer.", "See to it.");

        public Task<IReadOnlyList<string>> LocateAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);
    }

    private sealed class Records(IReadOnlyList<RelayCommand> commands, PublicJwk key) : IRelayRecords
    {
        public ValueTask<EnrolledRelay?> FindRelayAsync(Guid relayId, CancellationToken cancellationToken) =>
            ValueTask.FromResult<EnrolledRelay?>(new EnrolledRelay(Identity.TenantId, Identity.RelayId, key));

        public ValueTask<SentCommand?> FindCommandAsync(Guid commandId, CancellationToken cancellationToken) => ValueTask.FromResult(
            commands.Where(command => command.CommandId == commandId)
                .Select(command => new SentCommand(command.CommandId, command.TenantId, Identity.RelayId, command.RunId)).SingleOrDefault());

        public ValueTask<bool> SeenAsync(string messageId, CancellationToken cancellationToken) => ValueTask.FromResult(false);
    }
}
