using System.Net;

namespace PasswordWriteback.Graph.Requests;

/// <summary>
/// The top of a session's requests: gives what a batch has brought already, waits its turn at reports, counts, goes slower near
/// Graph's limit, and asks again as <see cref="GraphPatience"/> says while the session's time for waiting lasts. What was refused
/// inside a batch is waited for as if it had been asked by itself.
/// </summary>
internal sealed class GraphManners(GraphSession session) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = attempt == 0 ? session.TakeBrought(request) : null;
            if (answer is null)
            {
                await session.WaitForTurnAsync(request, cancellationToken).ConfigureAwait(false);
                answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
                session.Meter.Count(answer, GraphBatch.IsBatch(request));
            }

            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                session.Refused();
            }

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
