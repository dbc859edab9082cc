using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Relays;

/// <summary>
/// Bounds what is asked without a signed-in caller: 10 attempts to enrol a minute from one address, 30 requests for a token a minute
/// for one relay from one address. Codes and keys cannot be guessed; this keeps guessing, and a relay that went wrong, from costing
/// anything. A relay needs a token an hour; somebody elsewhere who knows its id takes nothing from its share. One relay uploads two
/// replies at a time: each is held in memory while it comes in.
/// </summary>
internal sealed class RelayRates : IDisposable
{
    private const int Enrolments = 10;
    private const int Tokens = 30;
    private const int Uploads = 2;
    private const int NetworkBytes = 8;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UploadPause = TimeSpan.FromSeconds(5);

    private readonly PartitionedRateLimiter<string> _enrolments = PerMinute<string>(Enrolments);
    private readonly PartitionedRateLimiter<(Guid RelayId, string Address)> _tokens = PerMinute<(Guid, string)>(Tokens);
    private readonly PartitionedRateLimiter<Guid> _uploads = PartitionedRateLimiter.Create<Guid, Guid>(relay =>
        RateLimitPartition.GetConcurrencyLimiter(relay, _ => new ConcurrencyLimiterOptions { PermitLimit = Uploads, QueueLimit = 0 }));

    /// <exception cref="ApiProblemException">There were too many from this address.</exception>
    public void CountEnrolment(HttpContext http) =>
        Count(_enrolments, Address(http), $"One address may try to enrol {Enrolments} times a minute.");

    /// <exception cref="ApiProblemException">There were too many for this relay from this address.</exception>
    public void CountToken(Guid relayId, HttpContext http) =>
        Count(_tokens, (relayId, Address(http)), $"A relay may ask for a token {Tokens} times a minute.");

    /// <summary>A place to upload; given back when disposed.</summary>
    /// <exception cref="ApiProblemException">The relay uploads as many replies as it may at a time.</exception>
    public IDisposable BeginUpload(Guid relayId)
    {
        var place = _uploads.AttemptAcquire(relayId);
        if (!place.IsAcquired)
        {
            place.Dispose();
            throw new ApiProblemException(ApiProblem.Of(
                RelayProblems.TooMany, $"A relay may upload {Uploads} replies at a time.") with { RetryAfter = UploadPause });
        }

        return place;
    }

    public void Dispose()
    {
        _uploads.Dispose();
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

    // Of IPv6 the network: whoever has one address of it has all 2^64 (RFC 4291 section 2.5.4).
    private static string Address(HttpContext http) => http.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } address => new IPAddress([.. address.GetAddressBytes().Take(NetworkBytes), .. new byte[NetworkBytes]]).ToString(),
        var address => address.ToString(),
    };
}
