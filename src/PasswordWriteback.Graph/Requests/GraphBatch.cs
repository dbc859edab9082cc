using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Kiota.Abstractions;

namespace PasswordWriteback.Graph.Requests;

/// <summary>
/// Asks several questions in one round trip (learn.microsoft.com/graph/json-batching), ahead of the readers that ask them: what was
/// answered, or refused for good, is kept for them; what was throttled or failed inside the batch they ask by themselves when its
/// <c>Retry-After</c> is over, since Graph throttles each request of a batch by itself. A batch that fails as a whole costs one round
/// trip and no more.
/// </summary>
internal sealed class GraphBatch(GraphSession session, TimeSpan deadline, TimeProvider time)
{
    private const int MaxRequests = 20;

    private static readonly string[] HeadersOfUse = ["Retry-After", "request-id"];

    /// <summary>Whether a request is a batch.</summary>
    public static bool IsBatch(HttpRequestMessage request) =>
        request.RequestUri?.AbsolutePath.EndsWith("/$batch", StringComparison.Ordinal) is true;

    /// <summary>Sends the questions together. Throws only when the caller cancels.</summary>
    public async Task AskAheadAsync(IReadOnlyList<RequestInformation> questions, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(questions.Count, MaxRequests, nameof(questions));
        using var timer = new CancellationTokenSource(deadline, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            var addresses = questions.Select(question => question.URI).ToList();
            await session.WaitForReportsAsync(addresses.Count(ReportPace.Counts), linked.Token).ConfigureAwait(false);
            using var answer = await session.Client.RequestAdapter
                .SendPrimitiveAsync<Stream>(Envelope(questions), cancellationToken: linked.Token).ConfigureAwait(false);
            Keep(await JsonNode.ParseAsync(answer ?? Stream.Null, cancellationToken: linked.Token).ConfigureAwait(false), addresses);
        }
        catch (Exception failed) when (failed is ApiException or HttpRequestException or IOException or JsonException or UnexpectedAnswerException
            or Azure.Identity.AuthenticationFailedException or OperationCanceledException or InvalidOperationException or FormatException)
        {
            // Each reader asks by itself then, and says what went wrong.
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private RequestInformation Envelope(IReadOnlyList<RequestInformation> questions)
    {
        var root = session.Client.RequestAdapter.BaseUrl!;
        var requests = questions.Select((question, index) => (JsonNode)new JsonObject
        {
            ["id"] = $"{index}",
            ["method"] = "GET",
            ["url"] = Uri.UnescapeDataString(question.URI.AbsoluteUri[root.Length..].Replace("%24", "$", StringComparison.Ordinal).Replace("%26", "%2526", StringComparison.Ordinal)),
            ["headers"] = new JsonObject(question.Headers
                .Where(header => !string.Equals(header.Key, "Accept", StringComparison.OrdinalIgnoreCase))
                .Select(header => KeyValuePair.Create(header.Key, (JsonNode?)string.Join(',', header.Value)))),
        });
        var envelope = new RequestInformation { HttpMethod = Method.POST, URI = new Uri($"{root}/$batch") };
        envelope.Headers.Add("Accept", "application/json");
        envelope.SetStreamContent(
            new MemoryStream(Encoding.UTF8.GetBytes(new JsonObject { ["requests"] = new JsonArray([.. requests]) }.ToJsonString())), "application/json");
        return envelope;
    }

    private void Keep(JsonNode? envelope, List<Uri> addresses)
    {
        foreach (var answer in (envelope?["responses"]?.AsArray() ?? []).OfType<JsonObject>())
        {
            if (answer["status"] is not { } code)
            {
                continue;
            }

            var status = (int)code;
            var headers = answer["headers"] as JsonObject;
            session.Meter.CountInner(status, headers);
            if (IsWorthKeeping(status) && int.TryParse((string?)answer["id"], CultureInfo.InvariantCulture, out var index) && index >= 0 && index < addresses.Count)
            {
                var kept = new HttpResponseMessage((HttpStatusCode)status)
                {
                    Content = new StringContent(answer["body"]?.ToJsonString() ?? "", Encoding.UTF8, "application/json"),
                };
                foreach (var name in HeadersOfUse)
                {
                    if (GraphMeter.Inner(headers, name) is { } value)
                    {
                        kept.Headers.TryAddWithoutValidation(name, value);
                    }
                }

                session.Bring(addresses[index], kept);
            }
        }
    }

    /// <summary>Answers, refusals for good, and refusals for now, whose time the reader waits for. On others the reader asks at once.</summary>
    private static bool IsWorthKeeping(int status) => status is >= 200 and < 300 or 400 or 403 or 404 or 429 or 502 or 503 or 504;
}
