using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Authorization;

public sealed class JwtTests
{
    public static TheoryData<string> Forgeries => [.. Bad.Keys];

    private static readonly Dictionary<string, Func<TestIssuer, string>> Bad = new(StringComparer.Ordinal)
    {
        ["expired"] = issuer => issuer.Token(t => t.Expires = t.Expires!.Value.AddHours(-1).AddMinutes(-6)),
        ["expired longer ago than it was valid"] = issuer => issuer.Token(t => (t.NotBefore, t.Expires) = (t.NotBefore!.Value.AddDays(-2), t.Expires!.Value.AddDays(-1))),
        ["not valid yet"] = issuer => issuer.Token(t => t.NotBefore = t.NotBefore!.Value.AddMinutes(6)),
        ["without end"] = issuer => issuer.Token(t => t.Expires = null),
        ["another audience"] = issuer => issuer.Token(t => t.Audience = "api://other"),
        ["no audience"] = issuer => issuer.Token(t => t.Audience = null),
        ["another issuer"] = issuer => issuer.Token(t => t.Issuer = TestIssuer.Name + "/"),
        ["another key, its kid unknown"] = issuer => issuer.Token(t => t.SigningCredentials = new(TestIssuer.NewKey(), SecurityAlgorithms.RsaSha256)),
        ["another key under the good kid"] = issuer => issuer.Token(t => t.SigningCredentials =
            new(new RsaSecurityKey(RSA.Create(2048)) { KeyId = issuer.Key.KeyId }, SecurityAlgorithms.RsaSha256)),
        ["unsigned"] = issuer => issuer.Token(t => t.SigningCredentials = null),
        ["alg none over a good token"] = issuer => Header("""{"alg":"none","typ":"JWT"}""") + "." + issuer.Token().Split('.')[1] + ".",
        ["HS256 with the public key as secret"] = issuer => issuer.Token(t => t.SigningCredentials = new(
            new SymmetricSecurityKey(issuer.Key.Rsa.ExportSubjectPublicKeyInfo()) { KeyId = issuer.Key.KeyId }, SecurityAlgorithms.HmacSha256)),
        ["its payload changed"] = issuer => issuer.Token().Split('.') is [var head, _, var signature]
            ? $"{head}.{issuer.Token(t => t.Claims["roles"] = new[] { "Tenants.All" }).Split('.')[1]}.{signature}" : "",
        ["its signature cut off"] = issuer => issuer.Token()[..^40],
        ["no client"] = issuer => issuer.Token(t => t.Claims.Remove("azp")),
        ["no tenant"] = issuer => issuer.Token(t => t.Claims.Remove("tid")),
        ["no subject"] = issuer => issuer.Token(t => t.Claims.Remove("oid")),
        ["no token at all"] = _ => "hello",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task ATokenThatIsNotGood_IsRefused_AndNeverLogged(string forgery)
    {
        var (host, issuer) = await StartAsync();
        await using var running = host;
        var token = Bad[forgery](issuer);

        using var answer = await AskAsync(host, token);

        await answer.IsProblemAsync("token-invalid");
        Assert.Equal("Bearer error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString());
        Assert.DoesNotContain(token, host.Log.All + await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGoodToken_NamesCallerOwnerAndRoles()
    {
        var (host, issuer) = await StartAsync();
        await using var running = host;

        using var answer = await AskAsync(host, issuer.Token());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("an-object a-tenant/a-client Runs.Read", await answer.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData(64, HttpStatusCode.OK)]
    [InlineData(66, HttpStatusCode.Unauthorized)]
    public async Task FiveMinutesBetweenTheClocks_AreForgiven(int minutes, HttpStatusCode expected)
    {
        var (host, issuer) = await StartAsync();
        await using var running = host;
        var token = issuer.Token();
        host.Clock.Advance(TimeSpan.FromMinutes(minutes));

        using var answer = await AskAsync(host, token);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task ANewKeyOfTheIssuer_IsReadAtOnce_AndUnknownKeysDoNotMakeItReadAgainAndAgain()
    {
        var (host, issuer) = await StartAsync();
        await using var running = host;
        using var before = await AskAsync(host, issuer.Token());
        issuer.RollKey();

        using var after = await AskAsync(host, issuer.Token());
        var reads = issuer.MetadataReads;
        for (var i = 0; i < 5; i++)
        {
            using var forged = await AskAsync(host, Bad["another key, its kid unknown"](issuer));
            Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Equal(2, reads);
        Assert.Equal(2, issuer.MetadataReads);

        issuer.RollKey();
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        using var later = await AskAsync(host, issuer.Token());
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        Assert.Equal(3, issuer.MetadataReads);
    }

    [Fact]
    public async Task AnUnknownKey_WhileTheIssuerIsAway_SaysSo_AndTheKnownKeysGoOn()
    {
        var (host, issuer) = await StartAsync();
        await using var running = host;
        var known = issuer.Token();
        using var before = await AskAsync(host, known);
        issuer.RollKey();
        issuer.IsAway = true;

        using var unknown = await AskAsync(host, issuer.Token());
        using var after = await AskAsync(host, known);

        await unknown.IsProblemAsync("issuer-unavailable");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task ACallerWhoHangsUp_DoesNotKeepTheNewKeyFromTheOthers()
    {
        using var issuer = new TestIssuer(TimeProvider.System);
        using var keys = new IssuerKeys(
            new ApiOptions { Issuer = TestIssuer.Name, Audiences = [TestIssuer.Audience], MetadataHandler = issuer }, TimeProvider.System);
        await keys.GetAsync(Token);
        issuer.RollKey();
        var gate = new TaskCompletionSource();
        issuer.Gate = gate.Task;
        using var hangsUp = new CancellationTokenSource();

        var left = keys.GetNewerAsync(hangsUp.Token);
        await hangsUp.CancelAsync();
        gate.SetResult();
        await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.Contains(await keys.GetNewerAsync(Token), key => key.KeyId == issuer.Key.KeyId);
    }

    [Fact]
    public async Task AnIssuerThatIsAway_IsNoFaultOfTheToken()
    {
        var (host, issuer) = await StartAsync();
        await using var running = host;
        issuer.IsAway = true;

        using var answer = await AskAsync(host, issuer.Token());

        await answer.IsProblemAsync("issuer-unavailable");
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task ATokenWithoutTheRole_IsForbidden_AndNoTokenIsUnauthorized()
    {
        var (host, issuer) = await StartAsync();
        await using var running = host;

        using var forbidden = await AskAsync(host, issuer.Token(t => t.Claims["roles"] = new[] { "runs.read", "Tenants.All" }));
        using var missing = await host.Anonymous().GetAsync("/test", Token);

        await forbidden.IsProblemAsync("role-missing");
        await missing.IsProblemAsync("token-missing");
    }

    [Fact]
    public void MetadataOverHttp_IsRefused()
    {
        var options = new ApiOptions { Issuer = "http://issuer.test", Audiences = ["x"] };

        Assert.Throws<ArgumentException>(() => new IssuerKeys(options, TimeProvider.System));
    }

    [Fact]
    public async Task TheLocalToken_IsAccepted_AndNoOther()
    {
        var options = new ApiHostOptions { Endpoints = Map };
        options.Api.LocalToken = "pwb_good";
        await using var host = await ApiHost.StartAsync(options);

        using var good = await AskAsync(host, "pwb_good");
        using var bad = await AskAsync(host, "pwb_good2");

        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        await bad.IsProblemAsync("token-invalid");
    }

    private static string Header(string json) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(json));

    private static void Map(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder endpoints) => endpoints
        .MapGet("/test", (Caller caller) => TypedResults.Text($"{caller.Subject} {caller.Owner} {string.Join(',', caller.Roles)}"))
        .RequireRole(ApiRoles.RunsRead);

    private static async Task<(ApiHost Host, TestIssuer Issuer)> StartAsync()
    {
        var options = new ApiHostOptions { Endpoints = Map };
        var issuer = new TestIssuer(options.Clock);
        options.Api.Issuer = TestIssuer.Name;
        options.Api.Audiences = [TestIssuer.Audience];
        options.Api.MetadataHandler = issuer;
        return (await ApiHost.StartAsync(options), issuer);
    }

    private static async Task<HttpResponseMessage> AskAsync(ApiHost host, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/test");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return await host.Anonymous().SendAsync(request, Token);
    }
}
