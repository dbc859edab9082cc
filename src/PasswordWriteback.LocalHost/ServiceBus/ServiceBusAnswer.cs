using System.Xml.Linq;
using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.LocalHost.ServiceBus;

/// <summary>Answers in the form of Service Bus.</summary>
internal static class ServiceBusAnswer
{
    /// <summary>The status codes of the run-time protocol's pages; 404 and 410 stand on those of the lock verbs and of the queue.</summary>
    public static int StatusOf(QueueFailure failure) => failure switch
    {
        QueueFailure.Invalid => StatusCodes.Status400BadRequest,
        QueueFailure.Unauthorized => StatusCodes.Status401Unauthorized,
        QueueFailure.TooLarge or QueueFailure.Full => StatusCodes.Status403Forbidden,
        QueueFailure.NotFound => StatusCodes.Status410Gone,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>An error, explained in Service Bus' little XML document.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string detail)
    {
        var error = new XElement("Error", new XElement("Code", status), new XElement("Detail", detail));
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml; charset=utf-8";
        return context.Response.WriteAsync(error.ToString(SaveOptions.DisableFormatting), context.RequestAborted);
    }

    /// <summary>A locked message: 201, its properties in headers, where its lock is settled, and the body.</summary>
    public static async Task MessageAsync(HttpContext context, Uri queue, ReceivedMessage received)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status201Created;
        response.ContentType = received.Message.ContentType;
        response.ContentLength = received.Message.Body.Length;
        response.Headers.Location = $"{queue.AbsoluteUri}/messages/{received.SequenceNumber}/{received.LockToken:D}";
        response.Headers[BrokerProperties.HeaderName] = BrokerProperties.Of(received).ToHeader();
        foreach (var (name, value) in received.Message.Properties)
        {
            response.Headers[name] = CustomProperties.ToHeader(value);
        }

        await response.Body.WriteAsync(received.Message.Body, context.RequestAborted).ConfigureAwait(false);
        await response.CompleteAsync().ConfigureAwait(false);
    }
}
