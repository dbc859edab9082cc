using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Simulation.Tenant;

namespace PasswordWriteback.Simulation.Tests.Tenant;

/// <summary>A bare HTTP client of a simulated tenant: no library between the test and the wire.</summary>
internal sealed class TenantClient : IAsyncDisposable
{
    private TenantClient(SimulatedTenant tenant)
    {
        Tenant = tenant;
        Http = new HttpClient(tenant.CreateHandler()) { BaseAddress = tenant.BaseAddress };
    }

    public SimulatedTenant Tenant { get; }

    public HttpClient Http { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TenantClient> StartAsync(string profile, TimeProvider? time = null) =>
        new(await SimulatedTenant.StartAsync(profile, time ?? TimeProvider.System, Cancellation));

    public static async Task<TenantClient> SignedInAsync(string profile, TimeProvider? time = null)
    {
        var client = await StartAsync(profile, time);
        await client.SignInAsync();
        return client;
    }

    public async Task SignInAsync()
    {
        var answer = await TokenAsync();
        var body = await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation);
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)body!["access_token"]);
    }

    public Task<HttpResponseMessage> TokenAsync(params (string Name, string Value)[] changes)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = Tenant.ClientId.ToString(),
            ["client_secret"] = Tenant.ClientSecret,
            ["scope"] = new Uri(Tenant.BaseAddress, ".default").ToString(),
        };
        foreach (var (name, value) in changes)
        {
            form[name] = value;
        }

        return Http.PostAsync($"/{Tenant.TenantId}/oauth2/v2.0/token", new FormUrlEncodedContent(form), Cancellation);
    }

    public async Task<(int Status, JsonObject Body)> GetAsync(string path, bool eventual = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (eventual)
        {
            request.Headers.Add("ConsistencyLevel", "eventual");
        }

        using var response = await Http.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return ((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : new JsonObject { ["text"] = text });
    }

    public async Task<(int Status, JsonObject Body)> PostAsync(string path, JsonObject body)
    {
        using var response = await Http.PostAsJsonAsync(path, body, Cancellation);
        return ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Tenant.DisposeAsync();
    }
}
