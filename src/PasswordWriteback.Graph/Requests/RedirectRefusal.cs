namespace PasswordWriteback.Graph.Requests;

/// <summary>
/// Refuses redirects: the routes used here have none, and neither a question about a tenant nor its token may follow one.
/// </summary>
internal sealed class RedirectRefusal : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if ((int)response.StatusCode is < 300 or >= 400)
        {
            return response;
        }

        using (response)
        {
            throw new UnexpectedAnswerException(
                $"Graph redirected GET {request.RequestUri?.AbsolutePath} elsewhere ({(int)response.StatusCode}); it was not followed");
        }
    }
}
