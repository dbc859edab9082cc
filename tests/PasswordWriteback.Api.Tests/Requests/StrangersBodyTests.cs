using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Consent;
using PasswordWriteback.Api.Requests;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Requests;

/// <summary>Bodies of callers of whom nothing is known before they are read.</summary>
public sealed class StrangersBodyTests
{
    private const string Enrolment = "/api/relays";
    private const string RelaysToken = "/api/relays/8d1a6f3e-0000-4000-8000-000000000000/token";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Enrolment)]
    [InlineData(RelaysToken)]
    [InlineData(ConsentAddresses.ReturnPath)]
    public async Task ABodyThatComesSlowly_IsGivenUpAfterFiveSeconds(string path)
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Anonymous();
        using var slow = new SlowBody("""{"proof":"a proof"}""");
        var posted = await slow.PostAsync(host, client, path);
        Assert.True(posted.Waits);

        host.Clock.Advance(TimeSpan.FromSeconds(5));

        await (await posted.Answer).IsProblemAsync("request-too-slow");
    }

    [Fact]
    public async Task WhoSendsSlowly_TakesThePlacesOfOneEndpoint_AndNobodyElses()
    {
        var options = new ApiHostOptions();
        options.Api.MaxConcurrentRequests = 8;
        await using var host = await ApiHost.StartAsync(options);
        using var client = host.Anonymous();
        using var portal = host.Client();
        using var slow = new SlowBody("""{"proof":"a proof"}""");
        var first = await slow.PostAsync(host, client, Enrolment);
        Assert.True(first.Waits);
        using var unread = new SlowBody("""{"proof":"a proof"}""");

        using var second = await client.PostAsync(Enrolment, unread, Token);
        using var token = await client.PostAsJsonAsync(RelaysToken, new { proof = "a proof" }, Token);
        using var tenants = await portal.GetAsync("/api/tenants", Token);
        slow.Finish();

        Assert.Equal(TimeSpan.FromSeconds(5), second.Headers.RetryAfter?.Delta);
        await second.IsProblemAsync("too-many-requests");
        await token.IsProblemAsync("relay-proof-invalid");
        Assert.Equal(HttpStatusCode.OK, tenants.StatusCode);
        await (await first.Answer).IsProblemAsync("field-missing");
        using var next = await client.PostAsJsonAsync(Enrolment, new { proof = "a proof" }, Token);
        await next.IsProblemAsync("field-missing");
    }

    [Fact]
    public async Task EveryEndpointThatAnybodyMayPostTo_BoundsItsBodyOnItsOwn()
    {
        await using var host = await ApiHost.StartAsync();

        var unbounded = host.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<EndpointAccess>() is { Roles.Count: 0 })
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Any(method => method is not ("GET" or "HEAD")) != false)
            .Where(endpoint => endpoint.Metadata.GetMetadata<StrangersBody>() is null && endpoint.Metadata.GetMetadata<MaxBody>() is null);

        Assert.Empty(unbounded.Select(endpoint => endpoint.RoutePattern.RawText));
    }
}
