using Microsoft.Graph;
using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Graph.Requests;

/// <summary>One reading of a tenant: its client, what it has cost, what a batch has brought, and how long it may still wait.</summary>
internal sealed class GraphSession
{
    private readonly GraphConnection _connection;
    private readonly Dictionary<string, HttpResponseMessage> _brought = new(StringComparer.Ordinal);
    private TimeSpan _patience;

    public GraphSession(GraphConnection connection)
    {
        _connection = connection;
        _patience = connection.Patience;
        connection.Tokens.Begin();
        // The handlers below are shared with every other session: nothing here disposes them.
        var http = new HttpClient(new GraphManners(this) { InnerHandler = connection.Handler }, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        Client = new GraphServiceClient(http, connection.Authentication, connection.V1.ToString());
    }

    /// <summary>Graph, for this reading alone.</summary>
    public GraphServiceClient Client { get; }

    /// <summary>What it has cost.</summary>
    public GraphMeter Meter { get; } = new();

    /// <summary>As reported.</summary>
    public GraphCost Cost => Meter.Cost;

    /// <summary>Graph has refused the token, or what it allows: the next reading gets a new one.</summary>
    public void Refused() => _connection.Tokens.Refused();

    /// <summary>Keeps an answer for the request to an address that will be made.</summary>
    public void Bring(Uri address, HttpResponseMessage answer) => _brought[address.AbsoluteUri] = answer;

    /// <summary>The answer that a batch has brought for a request; null when it has to be sent.</summary>
    public HttpResponseMessage? TakeBrought(HttpRequestMessage request)
    {
        if (request.Method != HttpMethod.Get || !_brought.Remove(request.RequestUri!.AbsoluteUri, out var answer))
        {
            return null;
        }

        answer.RequestMessage = request;
        return answer;
    }

    /// <summary>Waits until a request may be sent.</summary>
    public async Task WaitForTurnAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (ReportPace.Counts(request.RequestUri))
        {
            await WaitForReportsAsync(1, cancellationToken).ConfigureAwait(false);
        }

        if (Meter.Usage >= GraphPatience.Near)
        {
            await _connection.Retries.PauseAsync(_connection.Retries.NearTheLimit(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives Graph's replicas a moment before something is read back.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) =>
        _connection.Retries.PauseAsync(TimeSpan.FromSeconds(2), cancellationToken);

    /// <summary>Waits until so many requests to reports may be sent.</summary>
    public Task WaitForReportsAsync(int count, CancellationToken cancellationToken) => _connection.Reports.WaitAsync(count, cancellationToken);

    /// <summary>Waits before a request is asked again, if the session's time for that lasts; else does not wait at all.</summary>
    public async Task<bool> MayWaitAsync(HttpResponseMessage answer, int attempt, CancellationToken cancellationToken)
    {
        var wait = _connection.Retries.BeforeRetry(answer, attempt, _connection.Time.GetUtcNow());
        if (wait > _patience)
        {
            return false;
        }

        _patience -= wait;
        await _connection.Retries.PauseAsync(wait, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
