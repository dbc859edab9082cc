using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Relays;

/// <summary>
/// Bounds what is asked without a signed-in caller: 10 attempts to enrol a minute from one address, 30 requests for a token a minute
/// for one relay from one address. Codes and keys cannot be guessed; this keeps guessing, and a relay that went wrong, from costing
/// anything. A relay needs a token an hour; somebody elsewhere who knows its id takes nothing from its share.
/// </summary>
internal sealed class RelayRates : IDisposable
{
    private const int Enrolments = 10;
    private const int Tokens = 30;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _enrolments = PerMinute<string>(Enrolments);
    private readonly PartitionedRateLimiter<(Guid RelayId, string Address)> _tokens = PerMinute<(Guid, string)>(Tokens);

    /// <exception cref="ApiProblemException">There were too many from this address.</exception>
    public void CountEnrolment(HttpContext http) =>
        Count(_enrolments, Address(http), $"One address may try to enrol {Enrolments} times a minute.");

    /// <exception cref="ApiProblemException">There were too many for this relay from this address.</exception>
    public void CountToken(Guid relayId, HttpContext http) =>
        Count(_tokens, (relayId, Address(http)), $"A relay may ask for a token {Tokens} times a minute.");

    public void Dispose()
    {
        _enrolments.Dispose();
        _tokens.Dispose();
    }

    private static void Count<T>(PartitionedRateLimiter<T> limiter, T who, string bound)
    {
        using var lease = limiter.AttemptAcquire(who);
        if (!lease.IsAcquired)
        {
            throw new ApiProblemException(ApiProblem.Of(RelayProblems.TooMany, bound) with { RetryAfter = Window });
        }
    }

    private static PartitionedRateLimiter<T> PerMinute<T>(int permits)
        where T : notnull => PartitionedRateLimiter.Create<T, T>(who =>
            RateLimitPartition.GetFixedWindowLimiter(who, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Window, QueueLimit = 0 }));

    private static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}
