using System.Net;
using System.Text;
using PasswordWriteback.Graph.Readers;

namespace PasswordWriteback.Graph.Requests;

/// <summary>
/// Refuses answers that are not JSON, where Graph answers nothing else: a proxy's block page or a network's sign-in page is named as
/// what it is, and not taken for Graph. What the page says is left out. Of a 429 or 5xx, which front ends give as text or HTML, the
/// status stays: the client library cannot read their bodies.
/// </summary>
internal sealed class ForeignAnswer : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.Content.Headers.ContentLength is 0 || answer.Content.Headers.ContentType?.MediaType is not { } type || IsJson(type))
        {
            return answer;
        }

        if (answer.StatusCode == HttpStatusCode.TooManyRequests || (int)answer.StatusCode >= 500)
        {
            answer.Content.Dispose();
            answer.Content = new StringContent("{}", Encoding.UTF8, "application/json");
            return answer;
        }

        using (answer)
        {
            throw new UnexpectedAnswerException(
                $"{request.Method} {request.RequestUri?.AbsolutePath} was answered with {GraphText.Clean(type)} ({(int)answer.StatusCode}) and not by Graph, which answers with JSON: look for a proxy between this host and Graph that blocks it or wants a sign-in");
        }
    }

    private static bool IsJson(string mediaType) =>
        mediaType.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
}
