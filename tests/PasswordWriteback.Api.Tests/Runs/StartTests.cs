using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Runs;

public sealed class StartTests
{
    private static readonly Guid Tenant = new("0d5b7ac4-2f2f-4f5b-9c2e-6f4f1c5a9b01");
    private static readonly string Runs = $"/api/tenants/{Tenant}/runs";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FiftyAppliesAtOnce_StartOne()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        using var client = host.Client();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.PostAsJsonAsync(Runs, new { mode = "apply" }, Token)));

        var started = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Accepted);
        foreach (var refused in answers.Except([started]))
        {
            var problem = await refused.IsProblemAsync("writer-busy");
            Assert.Equal(started.Headers.Location!.OriginalString, (string?)problem["link"]);
        }

        Assert.Single(host.Engine.Started);
    }

    [Fact]
    public async Task ChecksAndPlans_AlwaysStart_BesideAnApplyToo()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        using var client = host.Client();

        foreach (var mode in new[] { "apply", "check", "plan", "check" })
        {
            Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsJsonAsync(Runs, new { mode }, Token)).StatusCode);
        }

        var list = JsonNode.Parse(await client.GetStringAsync($"{Runs}?mode=Check&pageSize=1", Token))!;
        Assert.Single(list["items"]!.AsArray());
        Assert.NotNull(list["nextPageToken"]);
        Assert.Equal(4, host.Engine.Started.Count);
    }

    [Fact]
    public async Task TheSameKey_IsTheSameRun_AndAnotherRequestUnderItIsRefused()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        using var client = host.Client();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StartAsync(client, "key-1", new { mode = "apply" })));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        Assert.Single(answers.Select(answer => answer.Headers.Location!.OriginalString).Distinct(StringComparer.Ordinal));
        Assert.Single(host.Engine.Started);
        var reused = await (await StartAsync(client, "key-1", new { mode = "check" })).IsProblemAsync("idempotency-key-reused", "Idempotency-Key");
        Assert.Equal(answers[0].Headers.Location!.OriginalString, (string?)reused["link"]);
    }

    [Fact]
    public async Task TheSameKey_WithAnotherSetting_IsAnotherRequest()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        using var client = host.Client();
        var first = await StartAsync(client, "key-1", new { mode = "apply", administratorsMayReset = false });

        var same = await StartAsync(client, "key-1", new { mode = "apply", administratorsMayReset = false });

        Assert.Equal(first.Headers.Location, same.Headers.Location);
        await (await StartAsync(client, "key-1", new { mode = "apply", administratorsMayReset = true })).IsProblemAsync("idempotency-key-reused", "Idempotency-Key");
        await (await StartAsync(client, "key-1", new { mode = "apply", administratorsMayReset = false, writebackFeatureFlag = true })).IsProblemAsync("idempotency-key-reused", "Idempotency-Key");
        await (await StartAsync(client, "key-1", new { mode = "apply" })).IsProblemAsync("idempotency-key-reused", "Idempotency-Key");
    }

    [Theory]
    [InlineData("""{"mode":"apply","administratorsMayReset":true}""", true, false)]
    [InlineData("""{"mode":"apply","administratorsMayReset":false,"writebackFeatureFlag":true}""", false, true)]
    [InlineData("""{"mode":"apply","administratorsMayReset":null,"writebackFeatureFlag":null}""", null, false)]
    [InlineData("""{"mode":"check","administratorsMayReset":null}""", null, false)]
    public async Task WhatIsAskedOfTheTenant_ReachesTheEngine_AndIsShown(string body, bool? administrators, bool flag)
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        using var client = host.Client();

        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var answer = await client.PostAsync(new Uri(Runs, UriKind.Relative), content, Token);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var input = Assert.Single(host.Engine.Started).Value;
        Assert.Equal((administrators, flag), (input.AdministratorsMayReset, input.SetWritebackFeatureFlag));
        var run = JsonNode.Parse(await client.GetStringAsync(answer.Headers.Location, Token))!["run"]!.AsObject();
        Assert.Equal(administrators, (bool?)run["administratorsMayReset"]);
        Assert.Equal(flag ? true : null, (bool?)run["writebackFeatureFlag"]);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("129")]
    [InlineData("licence-change:1:0123456789abcdef")]
    public async Task AKeyOutOfBounds_OrOfThisProductsOwn_IsRefused(string key)
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        using var client = host.Client();

        var answer = await StartAsync(client, key == "129" ? new string('k', 129) : key, new { mode = "check" });

        await answer.IsProblemAsync("parameter-invalid", "Idempotency-Key");
        Assert.Empty(host.Engine.Started);
    }

    [Theory]
    [InlineData("""{}""", "field-missing", "$.mode")]
    [InlineData("""{"mode":"destroy"}""", "field-invalid", "$.mode")]
    [InlineData("""{"mode":"check,plan"}""", "field-invalid", "$.mode")]
    [InlineData("""{"mode":1}""", "field-invalid", "$.mode")]
    [InlineData("""{"mode":"check","force":true}""", "field-unknown", "$.force")]
    [InlineData("""{"mode":"check","planOf":"run-1"}""", "field-invalid", "$.planOf")]
    [InlineData("""{"mode":"rollback","planOf":"run-1","of":"run-1"}""", "field-invalid", "$.planOf")]
    [InlineData("""{"mode":"apply","of":"run-1"}""", "field-invalid", "$.of")]
    [InlineData("""{"mode":"check","administratorsMayReset":true}""", "field-invalid", "$.administratorsMayReset")]
    [InlineData("""{"mode":"rollback","of":"run-1","administratorsMayReset":false}""", "field-invalid", "$.administratorsMayReset")]
    [InlineData("""{"mode":"apply","administratorsMayReset":"true"}""", "field-invalid", "$.administratorsMayReset")]
    [InlineData("""{"mode":"plan","writebackFeatureFlag":true}""", "field-invalid", "$.writebackFeatureFlag")]
    [InlineData("""{"mode":"check","writebackFeatureFlag":false}""", "field-invalid", "$.writebackFeatureFlag")]
    [InlineData("""{"mode":"apply","writebackFeatureFlag":false}""", "field-invalid", "$.writebackFeatureFlag")]
    [InlineData("""{"mode":"rollback"}""", "field-missing", "$.of")]
    [InlineData("""{"mode":"rollback","of":"run-1"}""", "run-not-usable", "$.of")]
    [InlineData("""{"mode":"apply","planOf":"run-1"}""", "run-not-usable", "$.planOf")]
    public async Task ABodyThatDoesNotFit_IsRefused_NamingTheField(string body, string code, string field)
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        using var client = host.Client();

        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        await (await client.PostAsync(new Uri(Runs, UriKind.Relative), content, Token)).IsProblemAsync(code, field);

        Assert.Empty(host.Engine.Started);
        Assert.Empty(JsonNode.Parse(await client.GetStringAsync(Runs, Token))!["items"]!.AsArray());
    }

    [Fact]
    public async Task APlanThatHasNotEnded_IsNotUsable()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        using var client = host.Client();
        var plan = (string)JsonNode.Parse(await (await client.PostAsJsonAsync(Runs, new { mode = "plan" }, Token)).Content.ReadAsStringAsync(Token))!["runId"]!;

        var problem = await (await client.PostAsJsonAsync(Runs, new { mode = "apply", planOf = plan }, Token)).IsProblemAsync("run-not-usable", "$.planOf");

        Assert.Equal($"{Runs}/{plan}", (string?)problem["link"]);
    }

    [Theory]
    [InlineData(ApiRoles.RunsStart, "check", HttpStatusCode.Accepted)]
    [InlineData(ApiRoles.RunsStart, "apply", HttpStatusCode.Forbidden)]
    [InlineData(ApiRoles.RunsApply, "apply", HttpStatusCode.Accepted)]
    [InlineData(ApiRoles.RunsApply, "plan", HttpStatusCode.Forbidden)]
    [InlineData(ApiRoles.RunsRead, "check", HttpStatusCode.Forbidden)]
    public async Task ARole_StartsWhatItIsFor(string role, string mode, HttpStatusCode status)
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        using var client = host.Client("portal-a", role);

        Assert.Equal(status, (await client.PostAsJsonAsync(Runs, new { mode }, Token)).StatusCode);
    }

    [Fact]
    public async Task WhoeverMayOnlyStartChecks_CannotCancelAnApply()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        using var client = host.Client();
        var apply = await client.PostAsJsonAsync(Runs, new { mode = "apply" }, Token);
        using var reader = host.Client("portal-a", ApiRoles.RunsStart);

        var answer = await reader.PostAsJsonAsync($"{apply.Headers.Location}/cancel", new { note = "stop" }, Token);

        await answer.IsProblemAsync("role-missing");
        Assert.Empty(host.Engine.Raised);
    }

    [Fact]
    public async Task ATenantOfAnotherOwner_AndARunOfAnotherTenant_AreNotThere()
    {
        var other = new Guid("0d5b7ac4-2f2f-4f5b-9c2e-6f4f1c5a9b02");
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        await host.AddActiveTenantAsync(other);
        using var client = host.Client();
        using var stranger = host.Client("portal-b");
        var run = (await client.PostAsJsonAsync(Runs, new { mode = "apply" }, Token)).Headers.Location!.OriginalString;

        await (await stranger.PostAsJsonAsync(Runs, new { mode = "check" }, Token)).IsProblemAsync("tenant-not-found");
        await (await stranger.GetAsync(run, Token)).IsProblemAsync("tenant-not-found");
        await (await client.GetAsync(run.Replace(Tenant.ToString(), other.ToString(), StringComparison.Ordinal), Token)).IsProblemAsync("run-not-found");
        await (await client.PostAsJsonAsync($"{Runs}/nonsense/cancel", new { note = "x" }, Token)).IsProblemAsync("run-not-found");
        Assert.Single(host.Engine.Started);
    }

    private static async Task<HttpResponseMessage> StartAsync(HttpClient client, string key, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Runs) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await client.SendAsync(request, Token);
    }
}
