using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;
using PasswordWriteback.LocalHost.Relays;
using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.LocalHost.Tests.Hosting;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Relays;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.LocalHost.Tests.Relays;

public sealed class RelayHousekeepingTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly ManualClock _clock = new();
    private LocalHostApplication _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RelayHousekeeping Housekeeping => _host.Web.Services.GetRequiredService<RelayHousekeeping>();

    private QueueBroker Broker => _host.Web.Services.GetRequiredService<QueueBroker>();

    private CloudKeys Keys => _host.Web.Services.GetRequiredService<CloudIdentity>().Keys;

    public async ValueTask InitializeAsync() => _host = await LocalHostApplication.BuildAsync(
        new LocalHostOptions { DataFolder = _folder.Path, Settings = new LocalHostSettings { Urls = "http://127.0.0.1:0" }, Time = _clock }, Token);

    [Fact]
    public async Task AKey_GetsItsSuccessorAfterNinetyDays_Once()
    {
        var first = Keys.Signing.Id;
        await Housekeeping.RunOnceAsync(Token);
        Assert.Single(Keys.Published);

        _clock.Advance(RelayHousekeeping.KeyAge);
        await Housekeeping.RunOnceAsync(Token);
        await Housekeeping.RunOnceAsync(Token);

        Assert.Equal(2, Keys.Published.Count);
        Assert.Equal(first, Keys.Signing.Id);
        _clock.Advance(CloudKeys.Lead);
        Assert.NotEqual(first, Keys.Signing.Id);
    }

    [Fact]
    public async Task AKey_ThatAnotherProcessMade_IsPublishedInTheNextRound()
    {
        var files = RelayHosting.Keys(new DirectoryInfo(_folder.Path), _clock);
        _clock.Advance(TimeSpan.FromDays(1));
        files.Roll(files.Open());
        Assert.Single(Keys.Published);

        await Housekeeping.RunOnceAsync(Token);

        Assert.Equal(2, Keys.Published.Count);
    }

    [Fact]
    public async Task AQueueWithoutARelay_IsRemovedInTheSecondRound_AMissingOneIsMadeAtOnce()
    {
        await AddTenantAsync();
        var relays = _host.Web.Services.GetRequiredService<RelayStore>();
        await relays.IssueCodeAsync(TenantScope.Everyone, Tenant, new RelayCode("hash", "contoso.example", "", _clock.GetUtcNow().AddMinutes(15)), "test", Token);
        using var key = new SigningKey(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var relay = await relays.EnrolAsync("hash", new RelayEnrolment(Guid.NewGuid(), key.Public, "sync1", "1.0.0"), Token);
        var orphan = RelayRecord.QueueOf(Guid.NewGuid());
        await Broker.PutQueueAsync(new QueueDefinition(orphan), Token);
        await Broker.PutQueueAsync(new QueueDefinition("replies"), Token);

        await Housekeeping.RunOnceAsync(Token);
        Assert.Equal(new[] { orphan, relay!.Queue, "replies" }.Order(StringComparer.Ordinal), (await Broker.ListQueuesAsync(Token)).Order(StringComparer.Ordinal));

        await Housekeeping.RunOnceAsync(Token);
        Assert.Equal(new[] { relay.Queue, "replies" }.Order(StringComparer.Ordinal), (await Broker.ListQueuesAsync(Token)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task DeadLetters_AreKeptForSevenDays()
    {
        await Broker.PutQueueAsync(new QueueDefinition("replies"), Token);
        await Broker.SendAsync("replies", new QueueMessage("1", new byte[] { 1 }), Token);
        var message = await Broker.ReceiveAsync("replies", TimeSpan.Zero, Token);
        await Broker.DeadLetterAsync("replies", message!, "Malformed", "No answer.", Token);

        _clock.Advance(RelayHousekeeping.DeadLetterAge - TimeSpan.FromHours(1));
        await Housekeeping.RunOnceAsync(Token);
        Assert.Equal(1, (await Broker.CountAsync("replies", Token)).DeadLetters);

        _clock.Advance(TimeSpan.FromHours(2));
        await Housekeeping.RunOnceAsync(Token);
        Assert.Equal(0, (await Broker.CountAsync("replies", Token)).DeadLetters);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private static readonly Guid Tenant = Guid.Parse("11111111-2222-4333-8444-555555555555");

    private async Task AddTenantAsync()
    {
        var services = _host.Web.Services;
        await services.GetRequiredService<TenantStore>().PutAsync(
            "local", new TenantRegistration(Tenant, "Contoso", ["contoso.example"], TimeSpan.FromDays(1), false), ifVersion: null, "test", Token);
        var consents = services.GetRequiredService<ConsentStore>();
        await consents.CreateAsync(Tenant, "local", "state", "nonce", _clock.GetUtcNow().AddHours(1), Token);
        await consents.CompleteAsync("state", "admin", "test", Token);
    }
}
