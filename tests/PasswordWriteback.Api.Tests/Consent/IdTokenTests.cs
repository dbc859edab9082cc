using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Web;

namespace PasswordWriteback.Api.Tests.Consent;

public sealed class IdTokenTests
{
    private static readonly Uri Return = new(ConsentWorld.Portal, "/api/consent/return");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("aud", "11111111-2222-3333-4444-555555555555", "it is for another app")]
    [InlineData("iss", "https://localhost/11111111-2222-3333-4444-555555555555/v2.0", "it was issued for another tenant")]
    [InlineData("nonce", "of another link", "it was not asked for by this link")]
    [InlineData("nonce", null, "it was not asked for by this link")]
    [InlineData("tid", "11111111-2222-3333-4444-555555555555", "another organization")]
    [InlineData("oid", null, "it names no person")]
    [InlineData("exp", "1", "it is not valid now")]
    [InlineData("exp", null, "it is not valid now")]
    [InlineData("nbf", "4102444800", "it is not valid now")]
    public async Task AClaimThatDoesNotFit_IsRefused(string claim, string? value, string why)
    {
        await using var world = await ConsentWorld.StartAsync();
        world.Tenant.OnIdToken = claims =>
        {
            claims.Remove(claim);
            if (value is not null)
            {
                claims[claim] = claim is "exp" or "nbf" ? long.Parse(value, CultureInfo.InvariantCulture) : value;
            }
        };

        var page = await world.Browser.OpenAsync(await world.LinkAsync(), Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.Equal("Pending", await world.StateAsync());
        Assert.Contains(why, Assert.Single(await world.RefusalsAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("signature", "its signature is not one")]
    [InlineData("unsigned", "is not accepted")]
    [InlineData("empty", "without an id token")]
    [InlineData("junk", "it is no token")]
    public async Task ATokenThatTheAuthorityDidNotSign_IsRefused(string kind, string why)
    {
        await using var world = await ConsentWorld.StartAsync();
        var form = await world.FormAsync(await world.LinkAsync());
        var parts = form["id_token"].Split('.');
        form["id_token"] = kind switch
        {
            "signature" => $"{parts[0]}.{parts[1]}.{(parts[2][0] == 'A' ? 'B' : 'A')}{parts[2][1..]}",
            "unsigned" => $"{Base64Url.EncodeToString("""{"alg":"none","typ":"JWT"}"""u8)}.{parts[1]}.",
            "empty" => "",
            _ => "junk",
        };

        var page = await world.Browser.SubmitAsync(Return, form, Cancellation);

        Assert.NotEqual(HttpStatusCode.OK, page.Status);
        Assert.Equal("Pending", await world.StateAsync());
        Assert.Contains(why, Assert.Single(await world.RefusalsAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATokenOfOneLink_IsNoGoodWithTheStateOfAnother()
    {
        await using var world = await ConsentWorld.StartAsync();
        var form = await world.FormAsync(await world.LinkAsync());
        form["state"] = HttpUtility.ParseQueryString((await world.LinkAsync()).Query)["state"]!;

        await world.Browser.SubmitAsync(Return, form, Cancellation);

        Assert.Equal("Pending", await world.StateAsync());
        Assert.Contains("it was not asked for by this link", Assert.Single(await world.RefusalsAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSameForm_PostedTwiceAtOnce_ActivatesOnce()
    {
        await using var world = await ConsentWorld.StartAsync();
        var form = await world.FormAsync(await world.LinkAsync());

        var pages = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Browser.SubmitAsync(Return, form, Cancellation)));

        Assert.Single(pages, page => page.Status == HttpStatusCode.OK);
        Assert.Equal("Active", await world.StateAsync());
    }
}
