using System.Net;
using System.Web;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Api.Tests.Tenants;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Simulation.Tenant;

namespace PasswordWriteback.Api.Tests.Consent;

public sealed class ConsentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("62e90394-69f5-4237-9190-012177145e10")]
    [InlineData("e8611ab8-c189-46e8-94e1-60213ab1f814")]
    public async Task AnAdministratorWhoConsents_ActivatesTheTenant(string role)
    {
        await using var world = await ConsentWorld.StartAsync();
        world.Tenant.SignedIn = world.Tenant.SignedIn with { Roles = [Guid.Parse(role)] };

        var page = await world.Browser.OpenAsync(await world.LinkAsync(), Cancellation);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Contoso is connected", page.Html, StringComparison.Ordinal);
        var tenant = await world.Client.GetJsonAsync(TenantCalls.Path(world.Tenant.TenantId));
        Assert.Equal(("Active", $"{world.Tenant.SignedIn.ObjectId}"), ((string?)tenant["state"], (string?)tenant["consentedBy"]));
        Assert.True(tenant.ContainsKey("nextCheckAt"));
        Assert.Equal(["TenantConsented", "TenantRegistered"], await world.Client.AuditAsync(world.Tenant.TenantId));
        Assert.All(GraphPermissions.ForApp, permission => Assert.Contains(permission.Name, world.Tenant.State.GrantedPermissions));
    }

    [Fact]
    public async Task ALink_CountsOnce()
    {
        await using var world = await ConsentWorld.StartAsync();
        var link = await world.LinkAsync();
        await world.Browser.OpenAsync(link, Cancellation);

        var page = await world.Browser.OpenAsync(link, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("was used already", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALink_EndsAfterAnHour()
    {
        await using var world = await ConsentWorld.StartAsync();
        var link = await world.LinkAsync();
        world.Host.Clock.Advance(TimeSpan.FromMinutes(61));

        var page = await world.Browser.OpenAsync(link, Cancellation);

        Assert.Equal(HttpStatusCode.Gone, page.Status);
        await IsRefusedAsync(world, "expired");
    }

    [Fact]
    public async Task TheSecretOfALink_IsNewEachTimeAndNotLogged()
    {
        await using var world = await ConsentWorld.StartAsync();
        var link = await world.LinkAsync();
        await world.Browser.OpenAsync(link, Cancellation);

        var secret = StateOf(link);
        Assert.Equal(43, secret.Length);
        Assert.DoesNotContain(secret, world.Host.Log.All, StringComparison.Ordinal);
        Assert.NotEqual(secret, StateOf(await world.LinkAsync()));
    }

    [Fact]
    public async Task ADeclinedConsent_ChangesNothingAndSaysSo()
    {
        await using var world = await ConsentWorld.StartAsync();
        world.Tenant.SignedIn = world.Tenant.SignedIn with { Consents = false };

        var page = await world.Browser.OpenAsync(await world.LinkAsync(), Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.Contains("AADSTS65004", page.Html, StringComparison.Ordinal);
        await IsRefusedAsync(world, "consent_required");
    }

    [Fact]
    public async Task AUserWhoSkipsTheConsent_ProvesNothing()
    {
        await using var world = await ConsentWorld.StartAsync();
        world.Tenant.SignedIn = world.Tenant.SignedIn with { Roles = [] };

        var page = await world.Browser.OpenAsync(await SkippingAsync(world), Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        await IsRefusedAsync(world, "without an active role");
    }

    [Fact]
    public async Task ARoleThatCannotConsentToGraph_IsNotEnough()
    {
        await using var world = await ConsentWorld.StartAsync();
        world.Tenant.SignedIn = world.Tenant.SignedIn with { Roles = [SimulatedSignIn.CloudApplicationAdministrator] };

        await world.Browser.OpenAsync(await SkippingAsync(world), Cancellation);

        await IsRefusedAsync(world, "without an active role");
    }

    [Fact]
    public async Task AManifestWithoutDirectoryRoles_IsTheOperatorsToMend()
    {
        await using var world = await ConsentWorld.StartAsync();
        world.Tenant.EmitsDirectoryRoles = false;

        var page = await world.Browser.OpenAsync(await world.LinkAsync(), Cancellation);

        Assert.Contains("groupMembershipClaims", page.Html, StringComparison.Ordinal);
        await IsRefusedAsync(world, "claim wids");
    }

    [Theory]
    [InlineData("tenant=11111111-2222-3333-4444-555555555555&admin_consent=True", "another organization")]
    [InlineData("tenant={tenant}&admin_consent=False", "did not report a consent")]
    [InlineData("tenant={tenant}", "did not report a consent")]
    [InlineData("error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E", "access_denied")]
    public async Task AReturnThatDoesNotFit_GoesNoFurther(string query, string why)
    {
        await using var world = await ConsentWorld.StartAsync();
        var filled = query.Replace("{tenant}", $"{world.Tenant.TenantId}", StringComparison.Ordinal);
        var address = new Uri(ConsentWorld.Portal, $"/api/consent/return?state={StateOf(await world.LinkAsync())}&{filled}");

        var page = await world.Browser.OpenAsync(address, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.DoesNotContain("<script", page.Html, StringComparison.Ordinal);
        await IsRefusedAsync(world, why);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?state=")]
    [InlineData("?state=abc&admin_consent=True")]
    [InlineData("?state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&admin_consent=True")]
    public async Task AnUnknownState_IsRefusedWithAPage(string query)
    {
        await using var world = await ConsentWorld.StartAsync();

        var page = await world.Browser.OpenAsync(new Uri(ConsentWorld.Portal, $"/api/consent/return{query}"), Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("This link is not known", page.Html, StringComparison.Ordinal);
        Assert.Equal("Pending", await world.StateAsync());
    }

    [Fact]
    public async Task ATenantThatIsActiveUnderAnotherOwner_IsRefused()
    {
        await using var world = await ConsentWorld.StartAsync();
        await world.Browser.OpenAsync(await world.LinkAsync(), Cancellation);
        using var other = world.Host.Client("portal-b");
        (await other.PutTenantAsync(world.Tenant.TenantId)).Dispose();

        var page = await world.Browser.OpenAsync(await world.LinkAsync(other), Cancellation);

        Assert.Equal(HttpStatusCode.Conflict, page.Status);
        Assert.Equal(("Pending", "Active"), (await world.StateAsync(other), await world.StateAsync()));
        Assert.Equal("ConsentRefused", (await other.AuditAsync(world.Tenant.TenantId))[0]);
    }

    [Theory]
    [InlineData("/openid-configuration", TenantFaultKind.Unavailable, 2)] // the library asks a second time
    [InlineData("/openid-configuration", TenantFaultKind.Malformed, 1)]
    [InlineData("/openid-configuration", TenantFaultKind.Cut, 1)]
    [InlineData("/openid-configuration", TenantFaultKind.Redirected, 1)]
    [InlineData("/keys", TenantFaultKind.Malformed, 1)]
    public async Task AnAuthorityThatDoesNotAnswerWell_LeavesTheLinkGood(string path, TenantFaultKind kind, int times)
    {
        await using var world = await ConsentWorld.StartAsync();
        var link = await world.LinkAsync();
        world.Tenant.Inject(new TenantFault(path, kind, times));

        var away = await world.Browser.OpenAsync(link, Cancellation);
        var back = await world.Browser.OpenAsync(link, Cancellation);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (away.Status, back.Status));
        Assert.Equal("Active", await world.StateAsync());
    }

    [Fact]
    public async Task ThePage_MayLoadRunAndSubmitNothing()
    {
        await using var world = await ConsentWorld.StartAsync();
        using var http = world.Host.Anonymous();

        using var answer = await http.GetAsync("/api/consent/return", Cancellation);

        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task AHostWithoutAnAppRegistration_GivesNoLinks()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client();
        var tenant = await client.RegisterAsync();

        using var answer = await client.GetAsync($"{TenantCalls.Path(tenant)}/consent-link", Cancellation);

        await answer.IsProblemAsync("consent-not-configured");
    }

    private static string StateOf(Uri link) => HttpUtility.ParseQueryString(link.Query)["state"]!;

    private static async Task IsRefusedAsync(ConsentWorld world, string why)
    {
        Assert.Equal("Pending", await world.StateAsync());
        Assert.Contains(why, Assert.Single(await world.RefusalsAsync()), StringComparison.Ordinal);
    }

    /// <summary>What somebody makes up who has the link and no role: the return from a consent that nobody gave.</summary>
    private static async Task<Uri> SkippingAsync(ConsentWorld world) => new(
        ConsentWorld.Portal,
        $"/api/consent/return?admin_consent=True&tenant={world.Tenant.TenantId}&state={StateOf(await world.LinkAsync())}");
}
