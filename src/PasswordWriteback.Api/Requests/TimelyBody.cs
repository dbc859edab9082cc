using System.Buffers;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Requests;

/// <summary>Reads what anybody may post: up to a size and for some seconds.</summary>
internal static class TimelyBody
{
    /// <summary>The whole body.</summary>
    /// <exception cref="ApiProblemException">It is larger than allowed, or was not there in time.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, long maxBytes, TimeSpan within, TimeProvider time, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await ReadUpToAsync(request, maxBytes, either.Token).ConfigureAwait(false)
                ?? throw new ApiProblemException(ApiProblem.Of(FrameProblems.BodyTooLarge, $"Up to {maxBytes} bytes are taken here."));
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ApiProblemException(ApiProblem.Of(FrameProblems.RequestTooSlow, $"The body has to be here within {within.TotalSeconds:0} seconds."));
        }
    }

    /// <summary>The body; null when it is larger than allowed.</summary>
    private static async Task<byte[]?> ReadUpToAsync(HttpRequest request, long maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        // As it comes in, never at the size that it says it has: anybody may say so and send nothing.
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.Buffer.Length > maxBytes)
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
