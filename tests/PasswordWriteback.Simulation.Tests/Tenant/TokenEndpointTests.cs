using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Simulation.Tests.Tenant;

public sealed class TokenEndpointTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metadata_NamesTheTokenEndpointOfTheTenant()
    {
        await using var client = await TenantClient.StartAsync(TenantProfiles.E3Hybrid);

        var (status, body) = await client.GetAsync($"/{client.Tenant.TenantId}/v2.0/.well-known/openid-configuration");

        Assert.Equal(200, status);
        Assert.Equal($"{client.Tenant.BaseAddress}{client.Tenant.TenantId}/oauth2/v2.0/token", (string?)body["token_endpoint"]);
    }

    [Theory]
    [InlineData("client_secret", "wrong", 401, 7000215)]
    [InlineData("client_id", "11111111-1111-1111-1111-111111111111", 400, 700016)]
    [InlineData("grant_type", "password", 400, 70003)]
    [InlineData("scope", "https://graph.microsoft.com/.default", 400, 70011)]
    [InlineData("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", 401, 700027)]
    public async Task Token_AskedForWrongly_IsRefusedWithTheCodeOfTheRealOne(string field, string value, int status, int code)
    {
        await using var client = await TenantClient.StartAsync(TenantProfiles.E3Hybrid);

        using var answer = await client.TokenAsync((field, value));
        var body = await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, (int?)body!["error_codes"]![0]);
        Assert.StartsWith($"AADSTS{code}: ", (string?)body["error_description"]);
    }

    [Fact]
    public async Task Token_OfAnotherTenant_IsRefused()
    {
        await using var client = await TenantClient.StartAsync(TenantProfiles.E3Hybrid);

        using var answer = await client.Http.PostAsync(
            $"/{Guid.NewGuid()}/oauth2/v2.0/token", new FormUrlEncodedContent([]), Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("AADSTS90002", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Tenant_ReachedWithoutItsPinnedHandler_IsNotTrusted()
    {
        await using var client = await TenantClient.StartAsync(TenantProfiles.E3Hybrid);
        await using var other = await TenantClient.StartAsync(TenantProfiles.E3Hybrid);
        using var unpinned = new HttpClient { BaseAddress = client.Tenant.BaseAddress };
        using var pinnedToAnother = new HttpClient(other.Tenant.CreateHandler()) { BaseAddress = client.Tenant.BaseAddress };

        await Assert.ThrowsAsync<HttpRequestException>(() => unpinned.GetAsync("/v1.0/organization", Cancellation));
        await Assert.ThrowsAsync<HttpRequestException>(() => pinnedToAnother.GetAsync("/v1.0/organization", Cancellation));
    }
}
