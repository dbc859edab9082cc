using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.LocalHost.Tests.Hosting;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.LocalHost.Tests.Relays;

/// <summary>The real backend on loopback with one tenant and one enrolled relay; its clock, which is the relay's too, is moved by the test.</summary>
public sealed class CloudHost : IAsyncLifetime
{
    private static readonly Guid Tenant = Guid.Parse("11111111-2222-4333-8444-555555555555");

    private readonly TestFolder _folder = new();
    private readonly HttpClient _portal = new();
    private LocalHostApplication _host = null!;

    internal ManualClock Clock { get; } = new();

    internal SigningKey Key { get; } = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    internal EnrolmentAnswer Relay { get; private set; } = null!;

    internal IServiceProvider Services => _host.Web.Services;

    internal Uri Address => new(_host.Web.Urls.Single());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await LocalHostApplication.BuildAsync(
            new LocalHostOptions { DataFolder = _folder.Path, Settings = new LocalHostSettings { Urls = "http://127.0.0.1:0" }, Time = Clock }, Token);
        await _host.Web.StartAsync(Token);
        _portal.BaseAddress = Address;
        _portal.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _host.Token!.Value);
        await Services.GetRequiredService<TenantStore>().PutAsync(
            "local", new TenantRegistration(Tenant, "Contoso", ["contoso.example"], TimeSpan.FromDays(1), false), ifVersion: null, "test", Token);
        var consents = Services.GetRequiredService<ConsentStore>();
        await consents.CreateAsync(Tenant, "local", "state", "nonce", Clock.GetUtcNow().AddHours(1), Token);
        Assert.Equal(ConsentOutcome.Activated, await consents.CompleteAsync("state", "admin", "test", Token));
        using var transport = RelayHost.Transport(caFile: null);
        using var http = RelayHost.Client(transport);
        Relay = await new RelayCloudClient(http, Address, Key, Guid.Empty, Clock).EnrolAsync(await CodeAsync(), "sync1", "1.0.0", Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.Web.StopAsync();
        await _host.DisposeAsync();
        _portal.Dispose();
        Key.Dispose();
        _folder.Dispose();
    }

    /// <summary>A code with which a relay may enrol.</summary>
    internal async Task<string> CodeAsync()
    {
        var issued = await _portal.PostAsJsonAsync($"/api/tenants/{Tenant}/relays", new { forest = "contoso.example" }, Token);
        Assert.True(issued.IsSuccessStatusCode, await issued.Content.ReadAsStringAsync(Token));
        return (string)JsonNode.Parse(await issued.Content.ReadAsStringAsync(Token))!["code"]!;
    }
}
