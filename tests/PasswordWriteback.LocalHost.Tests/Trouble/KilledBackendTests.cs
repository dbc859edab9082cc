using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.LocalHost.Tests.EndToEnd;
using PasswordWriteback.LocalHost.Tests.Hosting;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;
using PasswordWriteback.Storage;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.LocalHost.Tests.Trouble;

/// <summary>The real process, killed again and again while portals start runs: what was answered holds.</summary>
public sealed class KilledBackendTests
{
    private const int Lives = 8;
    private const int Portals = 3;
    private const int RunsOfALife = 4;
    private const int LongestLife = 900;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly string[] Modes = ["check", "apply", "plan"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 240_000)]
    public async Task ABackendThatIsKilledAtAnyMoment_KeepsEveryRunThatItAnswered_Once()
    {
        using var folder = new TestFolder();
        await using var tenant = await SimulatedTenant.StartAsync(TenantProfiles.E3Hybrid, TimeProvider.System, Token);
        await ActivateAsync(folder, tenant.TenantId);
        await using var backend = new BackendProcess(folder.Path, database: null);
        backend.Configure(tenant);
        var moments = new Random(20261122);
        var answered = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var asked = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        for (var life = 0; life < Lives; life++)
        {
            await backend.StartAsync(Token);
            using var client = Client(backend, tenant.TenantId);
            var calls = Enumerable.Range(0, Portals).Select(portal => StartRunsAsync(client, $"{life}-{portal}", portal, asked, answered)).ToList();
            await Task.Delay(moments.Next(LongestLife), Token);
            await backend.KillAsync();
            await Task.WhenAll(calls);
        }

        await backend.StartAsync(Token);
        using var last = Client(backend, tenant.TenantId);
        // On a slow machine every life may have ended before its first apply.
        asked["last"] = "apply";
        foreach (var (key, mode) in asked)
        {
            // A caller who heard nothing asks again under the same key; one who was answered gets the same run.
            var (status, runId) = await StartAsync(last, key, mode);
            Assert.True(status is HttpStatusCode.Accepted or HttpStatusCode.Conflict, $"{key}: {status}");
            Assert.True(!answered.TryGetValue(key, out var before) || before == runId, $"{key} was {before} and is {runId}, {status}");
            if (runId is not null)
            {
                answered[key] = runId;
            }
        }

        var runs = await EndedAsync(last);
        Assert.True(answered.Count >= Lives, $"Only {answered.Count} runs were answered: the backend was killed too early.");
        Assert.Equal(answered.Count, answered.Values.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(answered.Values.Except(runs.Select(run => (string)run["runId"]!), StringComparer.Ordinal));
        Assert.All(runs, run => Assert.Equal("Finished", (string?)run["state"]));
        await EachBeganOnceAsync(last, runs);
        OneWroteAtATime(runs);
    }

    private static async Task StartRunsAsync(
        HttpClient client, string name, int firstMode, ConcurrentDictionary<string, string> asked, ConcurrentDictionary<string, string> answered)
    {
        try
        {
            for (var i = 0; i < RunsOfALife; i++)
            {
                var key = $"{name}-{i.ToString(CultureInfo.InvariantCulture)}";
                asked[key] = Modes[(firstMode + i) % Modes.Length];
                var (_, runId) = await StartAsync(client, key, asked[key]);
                if (runId is not null)
                {
                    answered[key] = runId;
                }
            }
        }
        catch (HttpRequestException)
        {
            // Killed: this caller does not know whether its last run was stored.
        }
    }

    /// <returns>The status, and the run when there is one; a second writer is refused.</returns>
    private static async Task<(HttpStatusCode Status, string? RunId)> StartAsync(HttpClient client, string key, string mode)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "runs");
        request.Headers.Add("Idempotency-Key", key);
        request.Content = JsonContent.Create(new { mode });
        using var answer = await client.SendAsync(request, Token);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!;
        return (answer.StatusCode, answer.StatusCode == HttpStatusCode.Accepted ? (string)body["runId"]! : null);
    }

    /// <summary>All runs, when the last one has ended.</summary>
    private static async Task<List<JsonNode>> EndedAsync(HttpClient client)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var page = JsonNode.Parse(await client.GetStringAsync("runs?pageSize=200", Token))!;
            var runs = page["items"]!.AsArray().Select(run => run!).ToList();
            var goingOn = runs.Where(run => (string?)run["state"] is not ("Finished" or "Failed")).ToList();
            if (goingOn.Count == 0)
            {
                return runs;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"{goingOn.Count} runs do not end, such as {goingOn[0]}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), Token);
        }
    }

    private static async Task EachBeganOnceAsync(HttpClient client, List<JsonNode> runs)
    {
        var audit = JsonNode.Parse(await client.GetStringAsync("audit?pageSize=200", Token))!;
        Assert.Equal(
            runs.Select(run => (string)run["runId"]!).Order(StringComparer.Ordinal),
            audit["items"]!.AsArray().Where(line => (string?)line!["action"] == "RunStarted").Select(line => (string)line!["runId"]!).Order(StringComparer.Ordinal));
    }

    private static void OneWroteAtATime(List<JsonNode> runs)
    {
        var writers = runs.Where(run => string.Equals((string?)run["mode"], "apply", StringComparison.OrdinalIgnoreCase)).OrderBy(run => (DateTimeOffset)run["startedAt"]!).ToList();
        Assert.NotEmpty(writers);
        Assert.All(writers.Zip(writers.Skip(1)), pair => Assert.True((DateTimeOffset)pair.First["finishedAt"]! <= (DateTimeOffset)pair.Second["startedAt"]!));
    }

    private static HttpClient Client(BackendProcess backend, Guid tenantId)
    {
        var client = new HttpClient { BaseAddress = new Uri(backend.Address, $"/api/tenants/{tenantId}/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", backend.Token);
        return client;
    }

    private static async Task ActivateAsync(TestFolder folder, Guid tenantId)
    {
        await using var database = await Database.OpenAsync(DatabaseOptions.Sqlite(folder.File("store.db")), TimeProvider.System, Token);
        var consents = new ConsentStore(database, TimeProvider.System);
        var registration = new TenantRegistration(tenantId, "Contoso", ["corp.example"], TimeSpan.FromDays(1), MinimumPasswordAgeZero: false);
        await new TenantStore(database, TimeProvider.System).PutAsync("local", registration, ifVersion: null, "test", Token);
        await consents.CreateAsync(tenantId, "local", "state", "nonce", TimeProvider.System.GetUtcNow().AddHours(1), Token);
        Assert.Equal(ConsentOutcome.Activated, await consents.CompleteAsync("state", "admin", "test", Token));
    }
}
