using System.Net;

namespace PasswordWriteback.Graph.Requests;

/// <summary>How a request is asked again. Random and pauses are given, so that tests neither guess nor sleep.</summary>
internal sealed class GraphPatience(Func<TimeSpan, CancellationToken, Task> pause, Random random)
{
    /// <summary>How often one request is asked again.</summary>
    public const int MaxRetries = 3;

    /// <summary>The share of the limit from which Graph says how near it is, and we go slower.</summary>
    public const double Near = 0.8;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>Pauses, and no shorter.</summary>
    public Task PauseAsync(TimeSpan time, CancellationToken cancellationToken) => pause(time, cancellationToken);

    /// <summary>
    /// How long to wait before asking again: as <c>Retry-After</c> says and up to a fifth more, so that a fleet does not come back
    /// at once; without it 1, 2, 4 s, each half to one and a half of it. A date is reckoned from the answer's own <c>Date</c> where it
    /// has one: this machine's clock may be wrong.
    /// </summary>
    public TimeSpan BeforeRetry(HttpResponseMessage answer, int attempt, DateTimeOffset now)
    {
        var asked = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date > (answer.Headers.Date ?? now) ? date - (answer.Headers.Date ?? now) : TimeSpan.Zero,
            _ => (TimeSpan?)null,
        };
        return asked is { } time
            ? time + (TimeSpan.FromSeconds(Math.Max(time.TotalSeconds, 1)) * (random.NextDouble() * 0.2))
            : FirstPause * Math.Pow(2, attempt) * (0.5 + random.NextDouble());
    }

    /// <summary>A short pause near the limit, of half to one and a half seconds.</summary>
    public TimeSpan NearTheLimit() => TimeSpan.FromSeconds(0.5 + random.NextDouble());

    /// <summary>
    /// Whether asking again can help and cannot do a thing twice: throttled requests were not carried out; where the service failed,
    /// only what may be done twice is asked again.
    /// </summary>
    public static bool MayAskAgain(HttpRequestMessage request, HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
            request.Method != HttpMethod.Post || GraphBatch.IsBatch(request),
        _ => false,
    };
}
