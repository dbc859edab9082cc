using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage;

namespace PasswordWriteback.Api.Tests.Problems;

public sealed class ProblemAnswerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnUnknownPath_IsAProblem_WithEverySecurityHeader()
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Anonymous().GetAsync("/nowhere", Token);

        await answer.IsProblemAsync("path-not-found");
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-store", answer.Headers.GetValues("Cache-Control").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWrongMethod_IsAProblem_ThatSaysWhichAreRight()
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Client().PatchAsync("/api/tenants", content: null, Token);

        await answer.IsProblemAsync("method-not-allowed");
        Assert.Equal(["GET"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task AMistakeOfTheServer_ShowsNothing_AndIsLogged()
    {
        await using var host = await StartAsync(_ => throw new InvalidOperationException("secret-of-the-stack"));

        using var answer = await host.Client().GetAsync("/test", Token);

        await answer.IsProblemAsync("internal-error");
        Assert.DoesNotContain("secret-of-the-stack", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains("secret-of-the-stack", host.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStoreThatIsAway_TellsNoStrangerWhereItIs_AndTheLogHasIt()
    {
        var options = new ApiHostOptions
        {
            CallersAddress = IPAddress.Parse("198.51.100.7"),
            Endpoints = endpoints => endpoints.MapGet("/test", string () => throw new StoreUnavailableException("The store on db.internal is full.")).Anonymous(),
        };
        await using var host = await ApiHost.StartAsync(options);

        using var answer = await host.Anonymous().GetAsync("/test", Token);

        Assert.DoesNotContain("db.internal", (await answer.IsProblemAsync("store-unavailable")).ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("db.internal", host.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStoreThatIsAway_AnswersWhenToAskAgain()
    {
        await using var host = await StartAsync(_ => throw new StoreUnavailableException("The store is locked."));

        using var answer = await host.Client().GetAsync("/test", Token);

        Assert.Equal("The store is locked.", (string?)(await answer.IsProblemAsync("store-unavailable"))["detail"]);
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task AnEngineThatIsAway_AnswersWhenToAskAgain()
    {
        await using var host = await StartAsync(_ => throw new RunEngineUnavailableException("The journal is full."));

        using var answer = await host.Client().GetAsync("/test", Token);

        await answer.IsProblemAsync("engine-unavailable");
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task ARequestOverItsDeadline_IsGivenUp()
    {
        var reached = new TaskCompletionSource();
        await using var host = await StartAsync(async context =>
        {
            reached.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        var asked = host.Client().GetAsync("/test", Token);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        host.Clock.Advance(TimeSpan.FromSeconds(31));
        using var answer = await asked;

        await answer.IsProblemAsync("deadline-passed");
    }

    [Fact]
    public async Task ARequestId_IsEchoed_UnlessItCouldDoHarm()
    {
        await using var host = await ApiHost.StartAsync();
        using var good = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        good.Headers.Add("X-Request-Id", "portal-42");
        using var bad = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        bad.Headers.Add("X-Request-Id", "a b\"<script>");

        using var echoed = await host.Anonymous().SendAsync(good, Token);
        using var replaced = await host.Anonymous().SendAsync(bad, Token);

        Assert.Equal("portal-42", echoed.Headers.GetValues("X-Request-Id").Single());
        Assert.Equal("urn:request:portal-42", (string?)(await echoed.ReadProblemAsync())["instance"]);
        Assert.DoesNotContain("script", replaced.Headers.GetValues("X-Request-Id").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooManyRequests_AreTurnedAway_AndHealthIsStillAnswered()
    {
        var reached = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var options = new ApiHostOptions
        {
            Endpoints = endpoints => endpoints.MapGet("/test", async () =>
            {
                reached.TrySetResult();
                await release.Task;
            }).Anonymous(),
        };
        options.Api.MaxConcurrentRequests = 1;
        options.Api.MaxWaitingRequests = 0;
        await using var host = await ApiHost.StartAsync(options);
        var first = host.Anonymous().GetAsync("/test", Token);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);

        using var second = await host.Anonymous().GetAsync("/test", Token);
        using var health = await host.Anonymous().GetAsync("/health/live", Token);
        release.SetResult();
        using var answered = await first;

        await second.IsProblemAsync("too-many-requests");
        Assert.Equal(HttpStatusCode.NoContent, health.StatusCode);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    [Fact]
    public async Task AnEndpointThatDoesNotSayWhoMayCall_RefusesEverybody()
    {
        var reached = false;
        await using var host = await ApiHost.StartAsync(new ApiHostOptions { Endpoints = e => e.MapGet("/test", () => reached = true) });

        using var answer = await host.Client().GetAsync("/test", Token);

        await answer.IsProblemAsync("internal-error");
        Assert.False(reached);
    }

    [Fact]
    public async Task AQueryParameterThatIsNotKnown_IsNamed()
    {
        await using var host = await ApiHost.StartAsync();

        using var unknown = await host.Client().GetAsync("/api/tenants?stat=Active", Token);
        using var twice = await host.Client().GetAsync("/api/tenants?state=Active&state=Pending", Token);
        using var wrong = await host.Client().GetAsync("/api/tenants?pageSize=many", Token);

        await unknown.IsProblemAsync("parameter-unknown", "stat");
        await twice.IsProblemAsync("parameter-invalid", "state");
        await wrong.IsProblemAsync("parameter-invalid", "pageSize");
    }

    [Fact]
    public async Task ALargeBody_IsRefused_WhetherItSaysItsLengthOrNot()
    {
        await using var host = await ApiHost.StartAsync();
        using var said = new ByteArrayContent(Encoding.UTF8.GetBytes(new string(' ', 70_000)));
        said.Headers.ContentType = new("application/json");

        using var answer = await host.Client().PutAsync($"/api/tenants/{Guid.NewGuid()}", said, Token);

        await answer.IsProblemAsync("body-too-large");
        Assert.True(answer.Headers.ConnectionClose);
    }

    private static Task<ApiHost> StartAsync(RequestDelegate handler) =>
        ApiHost.StartAsync(new ApiHostOptions { Endpoints = endpoints => endpoints.MapGet("/test", handler).Anonymous() });
}
