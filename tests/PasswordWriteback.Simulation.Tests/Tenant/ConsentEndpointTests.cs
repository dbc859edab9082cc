using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Simulation.Tests.Tenant;

public sealed class ConsentEndpointTests
{
    private static readonly Uri Back = new("https://portal.example/api/consent/return");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Consent_ByAGlobalAdministrator_GrantsWhatTheAppListsAndSendsBackWithTheState()
    {
        await using var client = await StartAsync();
        client.Tenant.Change(state => state with { GrantedPermissions = [] });

        using var answer = await client.Http.GetAsync(ConsentLink(client.Tenant), Cancellation);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(Back.GetLeftPart(UriPartial.Path), answer.Headers.Location!.GetLeftPart(UriPartial.Path));
        var query = HttpUtility.ParseQueryString(answer.Headers.Location.Query);
        Assert.Equal(("True", $"{client.Tenant.TenantId}", "s&=1", null), (query["admin_consent"], query["tenant"], query["state"], query["error"]));
        Assert.All(GraphPermissions.ForApp, permission => Assert.Contains(permission.Name, client.Tenant.State.GrantedPermissions));
    }

    [Fact]
    public async Task Consent_Declined_GrantsNothingAndSaysSo()
    {
        await using var client = await StartAsync();
        client.Tenant.Change(state => state with { GrantedPermissions = [] });
        client.Tenant.SignedIn = client.Tenant.SignedIn with { Consents = false };

        using var answer = await client.Http.GetAsync(ConsentLink(client.Tenant), Cancellation);

        var query = HttpUtility.ParseQueryString(answer.Headers.Location!.Query);
        Assert.Equal(("True", "consent_required", "s&=1"), (query["admin_consent"], query["error"], query["state"]));
        Assert.Empty(client.Tenant.State.GrantedPermissions);
    }

    [Fact]
    public async Task Consent_ByAnAdministratorWhoMayNot_StaysAtTheAuthority()
    {
        await using var client = await StartAsync();
        client.Tenant.SignedIn = client.Tenant.SignedIn with { Roles = [SimulatedSignIn.CloudApplicationAdministrator] };

        using var answer = await client.Http.GetAsync(ConsentLink(client.Tenant), Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Need admin approval", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redirect_uri", "https://attacker.example/", "AADSTS50011")]
    [InlineData("client_id", "11111111-2222-3333-4444-555555555555", "AADSTS700016")]
    public async Task Consent_ForWhatIsNotRegistered_IsNotSentBack(string parameter, string value, string code)
    {
        await using var client = await StartAsync();
        var link = new UriBuilder(ConsentLink(client.Tenant));
        var query = HttpUtility.ParseQueryString(link.Query);
        query[parameter] = value;
        link.Query = query.ToString();

        using var answer = await client.Http.GetAsync(link.Uri, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(code, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authorize_PostsAnIdTokenThatNamesThePersonAndTheRoles()
    {
        await using var client = await StartAsync();
        using var site = new PostedForm();
        using var browser = new SimulatedBrowser(client.Tenant, site);

        await browser.OpenAsync(AuthorizeLink(client.Tenant, "n1"), Cancellation);

        Assert.Equal("s&=1", site.Fields["state"]);
        var claims = Claims(site.Fields["id_token"]!);
        Assert.Equal($"{client.Tenant.ClientId}", (string?)claims["aud"]);
        Assert.Equal($"{client.Tenant.BaseAddress}{client.Tenant.TenantId}/v2.0", (string?)claims["iss"]);
        Assert.Equal("n1", (string?)claims["nonce"]);
        Assert.Equal($"{client.Tenant.SignedIn.ObjectId}", (string?)claims["oid"]);
        Assert.Equal(
            [$"{SimulatedSignIn.GlobalAdministrator}", $"{SimulatedSignIn.DefaultUser}"],
            claims["wids"]!.AsArray().Select(role => (string?)role));
    }

    [Fact]
    public async Task Authorize_WhereTheManifestDoesNotAskForRoles_LeavesThemOut()
    {
        await using var client = await StartAsync();
        client.Tenant.EmitsDirectoryRoles = false;
        using var site = new PostedForm();
        using var browser = new SimulatedBrowser(client.Tenant, site);

        await browser.OpenAsync(AuthorizeLink(client.Tenant, "n1"), Cancellation);

        Assert.False(Claims(site.Fields["id_token"]!).ContainsKey("wids"));
    }

    private static async Task<TenantClient> StartAsync()
    {
        var client = await TenantClient.StartAsync(TenantProfiles.E3Hybrid);
        client.Tenant.AddRedirectUri(Back);
        return client;
    }

    private static Uri ConsentLink(SimulatedTenant tenant) => new(
        tenant.BaseAddress,
        $"{tenant.TenantId}/v2.0/adminconsent?client_id={tenant.ClientId}&scope={Uri.EscapeDataString($"{tenant.BaseAddress}.default")}"
        + $"&redirect_uri={Uri.EscapeDataString(Back.AbsoluteUri)}&state=s%26%3D1");

    private static Uri AuthorizeLink(SimulatedTenant tenant, string nonce) => new(
        tenant.BaseAddress,
        $"{tenant.TenantId}/oauth2/v2.0/authorize?client_id={tenant.ClientId}&response_type=id_token&response_mode=form_post&scope=openid"
        + $"&redirect_uri={Uri.EscapeDataString(Back.AbsoluteUri)}&nonce={nonce}&state=s%26%3D1");

    private static JsonObject Claims(string token) =>
        JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]))!.AsObject();

    private sealed class PostedForm : HttpMessageHandler
    {
        public System.Collections.Specialized.NameValueCollection Fields { get; private set; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Fields = HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken), Encoding.UTF8);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("") };
        }
    }
}
