using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Relays;

/// <summary>Bounds attempts to enrol: 10 a minute from one address. Codes cannot be guessed; this keeps guessing from costing anything.</summary>
internal sealed class EnrolmentRate : IDisposable
{
    private const int Attempts = 10;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = Attempts, Window = Window, QueueLimit = 0 }));

    /// <exception cref="ApiProblemException">There were too many from this address.</exception>
    public void Count(HttpContext http)
    {
        using var lease = _limiter.AttemptAcquire(http.Connection.RemoteIpAddress?.ToString() ?? "unknown");
        if (!lease.IsAcquired)
        {
            throw new ApiProblemException(ApiProblem.Of(
                RelayProblems.TooMany, $"One address may try to enrol {Attempts} times a minute.") with
            { RetryAfter = Window });
        }
    }

    public void Dispose() => _limiter.Dispose();
}
