using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Core;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tests.Relays;

/// <summary>The API with an active tenant, queues that take notes, and relays that know their keys.</summary>
internal sealed class RelayWorld : IAsyncDisposable
{
    public const string Forest = "contoso.example";
    public const string Issuer = "password-writeback:test";

    public static readonly Guid Tenant = Guid.Parse("11111111-2222-4333-8444-555555555555");
    public static readonly string Relays = $"/api/tenants/{Tenant}/relays";

    private readonly List<SigningKey> _keys = [];

    public ApiHost Api { get; private set; } = null!;

    public FakeRelayQueues Queues { get; } = new();

    public CloudKeys CloudKeys => Api.Get<CloudIdentity>().Keys;

    public ManualClock Clock => Api.Clock;

    public HttpClient Portal { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RelayWorld> StartAsync(bool active = true, Uri? publicUrl = null, IRelayQueues? queues = null)
    {
        var world = new RelayWorld();
        var clock = new ManualClock();
        var options = new ApiHostOptions
        {
            Clock = clock,
            Services = services => services
                .AddSingleton(queues ?? world.Queues)
                .AddSingleton(new CloudIdentity(Issuer, new CloudKeys([new CloudKey(world.NewKey(), clock.GetUtcNow())], clock), clock)),
        };
        options.Api.PublicUrl = publicUrl;
        world.Api = await ApiHost.StartAsync(options);
        world.Portal = world.Api.Client();
        if (active)
        {
            await world.Api.AddActiveTenantAsync(Tenant, forest: Forest);
        }
        else
        {
            await world.Api.Get<TenantStore>().PutAsync(
                "portal-a", new TenantRegistration(Tenant, "Contoso", [Forest], TimeSpan.FromDays(1), false), ifVersion: null, "test", Token);
        }

        return world;
    }

    public SigningKey NewKey()
    {
        var key = new SigningKey(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        _keys.Add(key);
        return key;
    }

    public Task<HttpResponseMessage> AskCodeAsync(string forest = Forest) => Portal.PostAsJsonAsync(Relays, new { forest }, Token);

    public async Task<string> CodeAsync()
    {
        var answer = await AskCodeAsync();
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (string)(await ReadAsync(answer))["code"]!;
    }

    /// <summary>Asks to enrol, with a proof by <paramref name="key"/> for the right address, unless told otherwise.</summary>
    public Task<HttpResponseMessage> AskEnrolAsync(string code, SigningKey key, string? proof = null, PublicJwk? publicKey = null, string hostName = "sync1") =>
        Api.Anonymous().PostAsJsonAsync(
            "/api/relays",
            new { code, publicKey = publicKey ?? key.Public, proof = proof ?? Proof(key, "api/relays", Sha256(code)), hostName, version = "1.0.0" },
            Token);

    public async Task<EnrolledTestRelay> EnrolAsync(string hostName = "sync1")
    {
        var key = NewKey();
        var answer = await AskEnrolAsync(await CodeAsync(), key, hostName: hostName);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Token));
        return new EnrolledTestRelay(this, key, await ReadAsync(answer));
    }

    public string Proof(SigningKey key, string path, string? sha256 = null, Uri? root = null) =>
        new ProofSigner(key, Clock).Sign(new Uri(root ?? new Uri("http://localhost/"), path), sha256);

    public async Task<JsonArray> ListAsync() => (await ReadAsync(await Portal.GetAsync(Relays, Token)))["items"]!.AsArray();

    public Task<HttpResponseMessage> RevokeAsync(Guid relayId) => Portal.DeleteAsync($"{Relays}/{relayId}", Token);

    /// <summary>A run that is at work.</summary>
    public async Task<string> RunAsync()
    {
        var runId = $"run-{Guid.NewGuid():N}";
        await Api.Get<RunStore>().StartAsync(TenantScope.Everyone, new NewRun(runId, Tenant, RunMode.Check, RunTrigger.Request, "test"), Token);
        await Api.Engine.StartAsync(runId, new RunInput(Tenant, RunMode.Check), Token);
        return runId;
    }

    /// <summary>Sends a command through the product's sender.</summary>
    public async Task<T> SendAsync<T>(T command, int attempt = 1, bool sent = true)
        where T : RelayCommand
    {
        Assert.Equal(sent, await Api.Get<IRelayCommandSender>().SendAsync(new RelayCommandAttempt(command, attempt), Token));
        return command;
    }

    public async Task<Discover> SendDiscoverAsync(string runId) => await SendAsync(new Discover(Guid.NewGuid(), Tenant, runId, Forest));

    public Task<EnvelopeRefusal?> TakeAsync(OutgoingMessage message) => Api.Get<RelayAnswers>().TakeAsync(message.Body, Clock.GetUtcNow(), Token);

    public async Task<IReadOnlyList<AuditEntry>> AuditAsync(AuditAction action) =>
        [.. (await Api.Get<AuditLog>().ListAsync(TenantScope.Everyone, Tenant, new AuditQuery(200), Token)).Items.Where(entry => entry.Action == action)];

    public static async Task<JsonObject> ReadAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!.AsObject();
    }

    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        _keys.ForEach(key => key.Dispose());
    }
}

/// <summary>A relay that enrolled.</summary>
internal sealed record EnrolledTestRelay(RelayWorld World, SigningKey Key, JsonObject Answer)
{
    public Guid Id => (Guid)Answer["relayId"]!;

    public string Queue => (string)Answer["queue"]!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ReplySigner Signer => new(new RelayIdentity(RelayWorld.Tenant, Id, RelayWorld.Issuer), Key, World.Clock);

    public Task<HttpResponseMessage> AskTokenAsync(params string[] knownKeys) => World.Api.Anonymous().PostAsJsonAsync(
        $"/api/relays/{Id}/token", new { proof = World.Proof(Key, $"api/relays/{Id}/token"), knownKeys }, Token);

    public Task<HttpResponseMessage> UploadAsync(string content, string? sha256 = null, string? proof = null, HttpContent? body = null)
    {
        sha256 ??= RelayWorld.Sha256(content);
        var path = $"api/relays/{Id}/uploads/{sha256}";
        var request = new HttpRequestMessage(HttpMethod.Put, $"/{path}") { Content = body ?? new StringContent(content) };
        request.Headers.Authorization = new("Proof", proof ?? World.Proof(Key, path, sha256));
        return World.Api.Anonymous().SendAsync(request, Token);
    }

    public OutgoingMessage Completed(RelayCommand command, string? runId = null) =>
        Signer.Sign(new CommandCompleted(command.CommandId, Failed(command), Upload: null), runId ?? command.RunId);

    public OutgoingMessage Heartbeat(Guid instance) => Signer.Sign(new RelayHeartbeat(
        instance, World.Clock.GetUtcNow(), World.Clock.GetUtcNow(), "sync1", "1.0.1", new string('a', 64), Reading.Known(new ConnectState("SYNC1", "2.4.18.0", false, true))));

    public static CommandFailed Failed(RelayCommand command) => new(command.CommandId, "Refused", "The test said so.", "Nothing.");
}
