using System.Globalization;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;

namespace PasswordWriteback.LocalHost.ServiceBus;

/// <summary>
/// The part of Service Bus' HTTPS run-time protocol that the relay uses, over the local queues. Verbs, status codes and headers
/// are those of https://learn.microsoft.com/rest/api/servicebus/: send-message-to-queue (201, 400, 401, 403, 410),
/// peek-lock-message-non-destructive-read (201, 204, 400, 401, 410), renew-lock-for-a-message, unlock-message and
/// delete-message (200, 401, 404, 410). 503 is for a file in trouble.
/// </summary>
internal sealed class ServiceBusProtocol(QueueBroker broker, TimeProvider clock, ServiceBusOptions options, CancellationToken stopping)
{
    private readonly ServiceBusAccess _access = new(broker, clock);

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context).ConfigureAwait(false);
        }
        catch (QueueException e) when (!context.Response.HasStarted)
        {
            await ServiceBusAnswer.ErrorAsync(context, ServiceBusAnswer.StatusOf(e.Failure), e.Message).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone.
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (ServiceBusPath.Parse(request.Path.Value ?? "") is not { } path || Verb(request.Method, path) is not { } verb)
        {
            await ServiceBusAnswer.ErrorAsync(context, StatusCodes.Status404NotFound, "There is no such operation on a queue.").ConfigureAwait(false);
            return;
        }

        var address = options.Address?.AbsoluteUri.TrimEnd('/') ?? $"{request.Scheme}://{request.Host}{request.PathBase}";
        var queue = new Uri($"{address}/{path.Source}");
        var needed = path.Reference is null && !path.IsHead ? QueueRights.Send : QueueRights.Listen;
        var refusal = await _access.RefusalAsync(request.Headers.Authorization, path.Queue, queue, needed, context.RequestAborted).ConfigureAwait(false);
        if (refusal is not null)
        {
            await ServiceBusAnswer.ErrorAsync(context, StatusCodes.Status401Unauthorized, refusal).ConfigureAwait(false);
            return;
        }

        await verb(context, path, queue).ConfigureAwait(false);
    }

    private Func<HttpContext, ServiceBusPath, Uri, Task>? Verb(string method, ServiceBusPath path) => (path.Reference, method) switch
    {
        (null, "POST") => path.IsHead ? ReceiveAsync : SendAsync,
        (not null, "POST") => (c, p, _) => SettleAsync(c, broker.RenewAsync(p.Source, p.Reference!, p.LockToken, CancellationToken.None)),
        (not null, "PUT") => (c, p, _) => SettleAsync(c, broker.AbandonAsync(p.Source, p.Reference!, p.LockToken, CancellationToken.None)),
        (not null, "DELETE") => (c, p, _) => SettleAsync(c, broker.CompleteAsync(p.Source, p.Reference!, p.LockToken, CancellationToken.None)),
        _ => null,
    };

    private async Task SendAsync(HttpContext context, ServiceBusPath path, Uri queue)
    {
        var message = await ServiceBusBody.ReadAsync(context.Request).ConfigureAwait(false);
        await broker.SendAsync(path.Source, message, CancellationToken.None).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status201Created;
    }

    private async Task ReceiveAsync(HttpContext context, ServiceBusPath path, Uri queue)
    {
        var wait = Wait(context.Request);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        ReceivedMessage? message = null;
        try
        {
            message = await broker.ReceiveAsync(path.Source, wait, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host is stopping: nothing came in time.
        }

        if (message is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await HandOverAsync(context, path, queue, message).ConfigureAwait(false);
    }

    /// <summary>A message that did not leave this process is given back, rather than kept until its lock ends.</summary>
    private async Task HandOverAsync(HttpContext context, ServiceBusPath path, Uri queue, ReceivedMessage message)
    {
        try
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            await ServiceBusAnswer.MessageAsync(context, queue, message).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            await broker.AbandonAsync(path.Source, message, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task SettleAsync(HttpContext context, Task<bool> settled)
    {
        if (!await settled.ConfigureAwait(false))
        {
            await ServiceBusAnswer.ErrorAsync(
                context, StatusCodes.Status404NotFound, "No message is held under this lock: it has expired, or was settled.").ConfigureAwait(false);
        }
    }

    private static TimeSpan Wait(HttpRequest request)
    {
        var text = request.Query["timeout"];
        return text.Count == 0 ? QueueLimits.LongestWait
            : text is [{ } one] && int.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
            : throw new QueueException(QueueFailure.Invalid, "timeout is one whole number of seconds.");
    }
}
