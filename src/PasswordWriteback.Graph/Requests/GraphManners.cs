namespace PasswordWriteback.Graph.Requests;

/// <summary>
/// The top of a session's requests: gives what a batch has brought already, waits its turn at reports, counts, goes slower near
/// Graph's limit, and asks again as <see cref="GraphPatience"/> says while the session's time for waiting lasts.
/// </summary>
internal sealed class GraphManners(GraphSession session) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (session.TakeBrought(request) is { } brought)
        {
            return brought;
        }

        for (var attempt = 0; ; attempt++)
        {
            await session.WaitForTurnAsync(request, cancellationToken).ConfigureAwait(false);
            var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            session.Meter.Count(answer, GraphBatch.IsBatch(request));
            if (attempt == GraphPatience.MaxRetries
                || !GraphPatience.MayAskAgain(request, answer)
                || !await session.MayWaitAsync(answer, attempt, cancellationToken).ConfigureAwait(false))
            {
                return answer;
            }

            answer.Dispose();
        }
    }
}
