namespace PasswordWriteback.Graph.Requests;

/// <summary>
/// Reads an answer to its end before anybody else does, and no further than a limit: the largest page of the routes used here is
/// under 1 MB, and a service or a proxy gone mad must not fill the memory of all tenants.
/// </summary>
internal sealed class AnswerLimit(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    public const int MaxBytes = 8 * 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            await answer.Content.LoadIntoBufferAsync(MaxBytes, cancellationToken).ConfigureAwait(false);
            return answer;
        }
        catch (HttpRequestException tooLong) when (tooLong.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            answer.Dispose();
            throw new UnexpectedAnswerException(
                $"the answer to {request.Method} {request.RequestUri?.AbsolutePath} is longer than {MaxBytes / 1024 / 1024} MB and was not read", tooLong);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }
}
