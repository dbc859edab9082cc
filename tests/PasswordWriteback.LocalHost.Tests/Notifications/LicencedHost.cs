using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.LocalHost.Tests.EndToEnd;
using PasswordWriteback.LocalHost.Tests.Hosting;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Orchestration.Tests.Scripted;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;
using PasswordWriteback.Storage.Subscriptions;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.LocalHost.Tests.Notifications;

/// <summary>
/// A whole local host on loopback with an address for notifications; a simulated tenant that is reached through the real Graph client
/// and notifies over HTTP; a scripted relay of a forest in which writeback is on. The clock of both is moved by the test only.
/// </summary>
internal sealed class LicencedHost : IAsyncDisposable, IRelayCommandSender
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestFolder _folder = new();
    private readonly ScriptedRelay _relay;
    private LocalHostApplication _application = null!;

    private LicencedHost(SimulatedTenant tenant, ManualClock clock)
    {
        Tenant = tenant;
        Clock = clock;
        _relay = new ScriptedRelay(Clock) { Granted = true, SwitchOn = true, ResetArrived = true, BoundTenant = tenant.TenantId };
        _relay.SecondController.Clear();
        _relay.SecondController.Enqueue(Core.ActiveDirectory.Replication.ConfirmationState.Confirmed);
    }

    public ManualClock Clock { get; }

    public SimulatedTenant Tenant { get; }

    public Portal Portal { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<LicencedHost> StartAsync()
    {
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        var state = TenantProfiles.Create(TenantProfiles.E3Hybrid, clock.GetUtcNow());
        var licensed = state.Skus[0].SkuId;
        var tenant = await SimulatedTenant.StartAsync(
            state with { Users = [.. state.Users.Select(user => user with { SkuId = licensed })] }, clock, Cancellation);
        var host = new LicencedHost(tenant, clock);
        try
        {
            await host.ServeAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Registers the tenant, and lets its administrator consent.</summary>
    public async Task OnboardAsync()
    {
        Tenant.Change(state => state with { GrantedPermissions = [] });
        Tenant.AddRedirectUri(new Uri(Address, "/api/consent/return"));
        await Portal.RegisterAsync(ScriptedRelay.Forest, minimumPasswordAgeZero: false);
        using var site = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var browser = new SimulatedBrowser(Tenant, site);
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync(await Portal.ConsentLinkAsync(), Cancellation)).Status);
    }

    public async Task<SubscriptionRecord> SubscriptionAsync() => (await Get<SubscriptionStore>().FindAsync(TenantScope.Everyone, Tenant.TenantId, Cancellation))!;

    public async Task<LicenceWatch> WatchAsync() => (await Get<LicenceWatchStore>().FindAsync(TenantScope.Everyone, Tenant.TenantId, Cancellation))!;

    /// <summary>Moves the clock to a time at which something comes due, not past it, so that nothing under way meets its deadline.</summary>
    public void AdvanceTo(DateTimeOffset due)
    {
        Clock.Advance(due - TimeSpan.FromSeconds(1) - Clock.GetUtcNow());
        Clock.Advance(TimeSpan.FromSeconds(61));
    }

    /// <summary>
    /// Waits until something is so. The clock stands still, or goes on by steps while no run is at work: an activity that takes its time
    /// must not meet its deadline.
    /// </summary>
    public async Task UntilAsync(string what, Func<Task<bool>> isSo, TimeSpan? step = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"Not within {Patience}: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
            if (step is { } forth && await IsIdleAsync())
            {
                Clock.Advance(forth);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var folder = _folder;
        await using var tenant = Tenant;
        Portal?.Dispose();
        await using var application = _application;
        if (application is not null)
        {
            await application.Web.StopAsync(CancellationToken.None);
        }
    }

    private Uri Address => new(_application.Web.Urls.Single());

    async Task<bool> IRelayCommandSender.SendAsync(RelayCommandAttempt attempt, CancellationToken cancellationToken)
    {
        var command = attempt.Command;
        var reply = _relay.Answer(command);
        await SayAsync(new RelaySignal(RelaySignalKind.Accepted, "accepted"));
        await SayAsync(new RelaySignal(RelaySignalKind.Completed, "completed", reply));
        return true;

        async Task SayAsync(RelaySignal signal) => Assert.True(await Get<RelayReplies>().ReceiveAsync(
            command.TenantId, command.RunId, command.Forest, command.CommandId, signal, cancellationToken));
    }

    private async Task<bool> IsIdleAsync()
    {
        try
        {
            await _application.Engine.WhenIdleAsync().WaitAsync(TimeSpan.FromMilliseconds(100), Cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task ServeAsync()
    {
        var secret = _folder.File("graph-secret");
        await File.WriteAllTextAsync(secret, Tenant.ClientSecret, Cancellation);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Tenant.Administrator.SetResetScope(ResetScope.All);
        Tenant.Administrator.EnableOnPremisesIntegration();
        Tenant.Subscriptions.ReachBy(new PublicAddress(() => Address));
        _application = await LocalHostApplication.BuildAsync(
            new LocalHostOptions
            {
                DataFolder = _folder.File("data"),
                Settings = new LocalHostSettings
                {
                    Urls = "http://127.0.0.1:0",
                    NotificationUrl = PublicAddress.Url,
                    Graph = new GraphIdentityOptions { ClientId = Tenant.ClientId, SecretFile = secret, Authority = Tenant.BaseAddress, Endpoint = Tenant.BaseAddress },
                },
                Time = Clock,
                Relays = this,
                GraphHandler = Tenant.CreateHandler(),
            },
            Cancellation);
        await _application.Web.StartAsync(Cancellation);
        Portal = Portal.At(Address, _application.Token!.Value, Tenant.TenantId);
    }

    private T Get<T>()
        where T : notnull => _application.Web.Services.GetRequiredService<T>();
}
