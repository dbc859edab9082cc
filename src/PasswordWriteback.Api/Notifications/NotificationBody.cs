using System.Buffers;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Notifications;

/// <summary>Reads what anybody may post: up to a size and for some seconds.</summary>
internal sealed class NotificationBody(NotificationOptions options, NotificationCounts counts, TimeProvider time)
{
    /// <summary>The whole body.</summary>
    /// <exception cref="ApiProblemException">It is larger than allowed, or was not there in time; it is counted.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.BodyDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await ReadUpToAsync(request, either.Token).ConfigureAwait(false) ?? throw Dropped(
                DropReason.TooLarge, ApiProblem.Of(FrameProblems.BodyTooLarge, $"Up to {options.MaxBodyBytes} bytes are taken here."));
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Dropped(
                DropReason.TooSlow, ApiProblem.Of(FrameProblems.RequestTooSlow, $"The body has to be here within {options.BodyDeadline.TotalSeconds:0} seconds."));
        }
    }

    private ApiProblemException Dropped(DropReason reason, ApiProblem problem)
    {
        counts.Dropped(reason);
        return new ApiProblemException(problem);
    }

    /// <summary>The body; null when it is larger than allowed.</summary>
    private async Task<byte[]?> ReadUpToAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > options.MaxBodyBytes)
        {
            return null;
        }

        // As it comes in, never at the size that it says it has: anybody may say so and send nothing.
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.Buffer.Length > options.MaxBodyBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
