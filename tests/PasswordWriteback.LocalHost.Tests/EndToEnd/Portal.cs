using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PasswordWriteback.LocalHost.Tests.EndToEnd;

/// <summary>What an onboarding portal does with one tenant, over HTTP and nothing else.</summary>
internal sealed class Portal : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http;
    private readonly string _tenant;

    public Portal(HttpClient http, Guid tenantId)
    {
        _http = http;
        _tenant = $"/api/tenants/{tenantId}";
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Portal At(Uri address, string token, Guid tenantId)
    {
        var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new Portal(http, tenantId);
    }

    public Task<JsonNode> RegisterAsync(string forest, bool minimumPasswordAgeZero) =>
        SendAsync(HttpMethod.Put, "", new { name = "Contoso", forests = new[] { forest }, minimumPasswordAgeZero });

    public Task<JsonNode> DeleteAsync() => SendAsync(HttpMethod.Delete, "", body: null);

    public async Task<Uri> ConsentLinkAsync() => new((string)(await GetAsync("/consent-link"))["url"]!);

    public async Task<string> RelayCodeAsync(string forest) => (string)(await SendAsync(HttpMethod.Post, "/relays", new { forest }))["code"]!;

    public async Task<string> StartAsync(object run) => (string)(await SendAsync(HttpMethod.Post, "/runs", run))["runId"]!;

    public Task<JsonNode> ReportAsync(string runId) => GetAsync($"/runs/{runId}/report");

    /// <summary>Asks for a run to end at its next safe place.</summary>
    public Task CancelAsync(string runId) => SendAsync(HttpMethod.Post, $"/runs/{runId}/cancel", new { note = "second thoughts" });

    /// <summary>Asks for what is refused: the status, and the code of the problem.</summary>
    public async Task<(HttpStatusCode Status, string? Problem)> RefusedAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? _tenant + path : $"/{path}");
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await _http.SendAsync(request, Cancellation);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        return (answer.StatusCode, (string?)problem!["code"]);
    }

    /// <summary>Answers what a run waits for.</summary>
    public Task AnswerAsync(JsonNode run, object answer) => SendAsync(HttpMethod.Post, (string)run["waitingFor"]!["post"]!, answer);

    public Task<JsonNode> GetAsync(string path) => SendAsync(HttpMethod.Get, path, body: null);

    /// <summary>Audit lines, the oldest first.</summary>
    public async Task<IReadOnlyList<string>> AuditAsync() =>
        [.. (await GetAsync("/audit?pageSize=200"))["items"]!.AsArray().Select(line => (string)line!["action"]!).Reverse()];

    /// <summary>Looks at a run until it waits for a person or has ended.</summary>
    public Task<JsonNode> FollowAsync(string runId, TimeSpan patience) => LookUntilAsync(
        $"/runs/{runId}",
        run => run["waitingFor"] is not null || (string?)run["run"]!["state"] is "Finished" or "Failed",
        patience);

    /// <summary>Looks again and again, also while the backend is away, until something is so.</summary>
    public async Task<JsonNode> LookUntilAsync(string path, Func<JsonNode, bool> isSo, TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        JsonNode? seen = null;
        while (clock.Elapsed < patience)
        {
            try
            {
                seen = await GetAsync(path);
                if (isSo(seen))
                {
                    return seen;
                }
            }
            catch (HttpRequestException)
            {
                // The backend is being started again.
            }

            await Task.Delay(Pause, Cancellation);
        }

        throw new TimeoutException($"Not within {patience}: {path} shows {seen}");
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith(_tenant, StringComparison.Ordinal) ? path : _tenant + path);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await _http.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}
