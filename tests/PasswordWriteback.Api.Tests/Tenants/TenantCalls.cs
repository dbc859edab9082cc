using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Storage.Consent;

namespace PasswordWriteback.Api.Tests.Tenants;

/// <summary>Calls that tests of tenants make again and again.</summary>
internal static class TenantCalls
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static string Path(Guid tenant) => $"/api/tenants/{tenant}";

    public static JsonObject Body(string name = "Contoso", params string[] forests) => new()
    {
        ["name"] = name,
        ["forests"] = new JsonArray([.. (forests.Length == 0 ? ["corp.contoso.example"] : forests).Select(forest => (JsonNode)forest)]),
    };

    public static Task<HttpResponseMessage> PutTenantAsync(this HttpClient client, Guid tenant, JsonObject? body = null) =>
        client.PutAsJsonAsync(Path(tenant), body ?? Body(), Cancellation);

    public static async Task<JsonObject> ReadAsync(this HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!;

    public static async Task<JsonObject> GetJsonAsync(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancellation)}");
        return await answer.ReadAsync();
    }

    /// <summary>Registers a tenant of an owner, in the name of <paramref name="client"/>.</summary>
    public static async Task<Guid> RegisterAsync(this HttpClient client, string name = "Contoso")
    {
        var tenant = Guid.NewGuid();
        using var answer = await client.PutTenantAsync(tenant, Body(name));
        answer.EnsureSuccessStatusCode();
        return tenant;
    }

    /// <summary>Registers a tenant and lets an administrator have consented, without the visits.</summary>
    public static async Task<Guid> ActiveTenantAsync(this ApiHost host, string owner = "portal-a", string name = "Contoso")
    {
        using var client = host.Client(owner);
        var tenant = await client.RegisterAsync(name);
        await host.ConsentAsync(tenant, owner);
        return tenant;
    }

    public static async Task<ConsentOutcome> ConsentAsync(this ApiHost host, Guid tenant, string owner)
    {
        var state = Guid.NewGuid().ToString();
        var consents = host.Get<ConsentStore>();
        await consents.CreateAsync(tenant, owner, state, "nonce", host.Get<TimeProvider>().GetUtcNow().AddHours(1), Cancellation);
        return await consents.CompleteAsync(state, "7e57c0de-0000-4000-8000-0000000ad314", "administrator", Cancellation);
    }

    public static async Task<IReadOnlyList<string>> AuditAsync(this HttpClient client, Guid tenant) =>
        [.. (await client.GetJsonAsync($"{Path(tenant)}/audit"))["items"]!.AsArray().Select(line => (string)line!["action"]!)];
}
