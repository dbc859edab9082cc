using System.Web;
using PasswordWriteback.Api.Consent;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Api.Tests.Tenants;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Api.Tests.Consent;

/// <summary>The API, a simulated tenant over HTTPS that it gives consent links for, and the browser of the tenant's administrator.</summary>
internal sealed class ConsentWorld : IAsyncDisposable
{
    public static readonly Uri Portal = new("https://portal.example/");

    private readonly HttpMessageHandler _authority;
    private readonly HttpMessageHandler _site;

    private ConsentWorld(SimulatedTenant tenant, ApiHost host, HttpMessageHandler authority)
    {
        Tenant = tenant;
        Host = host;
        Client = host.Client();
        _authority = authority;
        _site = host.Handler();
        Browser = new SimulatedBrowser(tenant, _site);
    }

    public SimulatedTenant Tenant { get; }

    public ApiHost Host { get; }

    public HttpClient Client { get; }

    public SimulatedBrowser Browser { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ConsentWorld> StartAsync()
    {
        var tenant = await SimulatedTenant.StartAsync(TenantProfiles.E3Hybrid, TimeProvider.System, Cancellation);
        tenant.AddRedirectUri(new Uri(Portal, "/api/consent/return"));
        tenant.Change(state => state with { GrantedPermissions = [] });
        var authority = tenant.CreateHandler();
        // Tokens are dated by the machine's clock.
        var options = new ApiHostOptions { Clock = new ManualClock(TimeProvider.System.GetUtcNow()) };
        options.Api.PublicUrl = Portal;
        options.Api.Consent = new ConsentOptions
        {
            ClientId = tenant.ClientId,
            Authority = tenant.BaseAddress,
            Graph = tenant.BaseAddress,
            AuthorityHandler = authority,
        };
        var world = new ConsentWorld(tenant, await ApiHost.StartAsync(options), authority);
        (await world.Client.PutTenantAsync(tenant.TenantId)).EnsureSuccessStatusCode().Dispose();
        return world;
    }

    public async Task<Uri> LinkAsync(HttpClient? client = null) =>
        new((string)(await (client ?? Client).GetJsonAsync($"{TenantCalls.Path(Tenant.TenantId)}/consent-link"))["url"]!);

    /// <summary>The form that the sign-in would post, not posted.</summary>
    public async Task<Dictionary<string, string>> FormAsync(Uri link)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        Browser.StopsBefore = request =>
        {
            if (request.Method != HttpMethod.Post)
            {
                return false;
            }

            using var reader = new StreamReader(request.Content!.ReadAsStream(Cancellation));
            var fields = HttpUtility.ParseQueryString(reader.ReadToEnd());
            form = fields.AllKeys.ToDictionary(key => key!, key => fields[key]!, StringComparer.Ordinal);
            return true;
        };
        await Browser.OpenAsync(link, Cancellation);
        Browser.StopsBefore = null;
        return form;
    }

    public async Task<string> StateAsync(HttpClient? client = null) =>
        (string)(await (client ?? Client).GetJsonAsync(TenantCalls.Path(Tenant.TenantId)))["state"]!;

    /// <summary>The notes of the refusals in the audit, the newest first.</summary>
    public async Task<IReadOnlyList<string>> RefusalsAsync() =>
    [
        .. (await Client.GetJsonAsync($"{TenantCalls.Path(Tenant.TenantId)}/audit"))["items"]!.AsArray()
            .Where(line => (string?)line!["action"] == "ConsentRefused")
            .Select(line => (string)line!["note"]!),
    ];

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        _site.Dispose();
        Client.Dispose();
        await Host.DisposeAsync();
        _authority.Dispose();
        await Tenant.DisposeAsync();
    }
}
