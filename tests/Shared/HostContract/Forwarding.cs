using Microsoft.AspNetCore.Http;

namespace PasswordWriteback.Tests.HostContract;

/// <summary>Hands an HTTP request on to another server, and its answer back.</summary>
internal static class Forwarding
{
    private static readonly string[] Framing = ["Transfer-Encoding", "Connection", "Keep-Alive", "Host"];

    /// <summary>A client that changes nothing and waits as long as it takes.</summary>
    public static HttpClient Client() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The body of a request, read to its end.</summary>
    public static async Task<byte[]> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    /// <summary>Hands a request on.</summary>
    public static async Task SendAsync(HttpContext context, byte[] body, HttpClient client, Uri server, string? invocationId = null)
    {
        using var request = Request(context.Request, body, server);
        if (invocationId is not null)
        {
            request.Headers.Add("x-ms-invocation-id", invocationId);
        }

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !Framing.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>The same request for another server.</summary>
    public static HttpRequestMessage Request(HttpRequest from, byte[] body, Uri server)
    {
        var address = new Uri(server, $"{from.PathBase.ToUriComponent()}{from.Path.ToUriComponent()}{from.QueryString.ToUriComponent()}");
        var request = new HttpRequestMessage(new HttpMethod(from.Method), address);
        if (body.Length > 0 || from.ContentLength is not null)
        {
            request.Content = new ByteArrayContent(body);
        }

        foreach (var (name, values) in from.Headers.Where(header => !Framing.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return request;
    }
}
