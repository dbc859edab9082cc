using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Api.Requests;

namespace PasswordWriteback.Api.Notifications;

/// <summary>Reads what anybody may post; what is not taken is counted.</summary>
internal sealed class NotificationBody(NotificationOptions options, NotificationCounts counts, TimeProvider time)
{
    /// <summary>The whole body.</summary>
    /// <exception cref="ApiProblemException">It is larger than allowed, or was not there in time; it is counted.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await TimelyBody.ReadAsync(request, options.MaxBodyBytes, options.BodyDeadline, time, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiProblemException refused)
        {
            counts.Dropped(refused.Problem.Code == FrameProblems.RequestTooSlow ? DropReason.TooSlow : DropReason.TooLarge);
            throw;
        }
    }
}
