namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>Judges when a token was issued and when it ends.</summary>
internal static class TokenTimes
{
    // 9999-12-31T23:59:59Z, the last second that DateTimeOffset holds.
    private const long LastSecond = 253402300799;

    /// <summary>The refusal, or null when the token is good now.</summary>
    /// <param name="claims">The token's claims.</param>
    /// <param name="now">This machine's clock.</param>
    /// <param name="queueTime">The queue service's clock when it handed the message over; null when not known.</param>
    /// <param name="longest">Longest lifetime allowed.</param>
    /// <param name="grace">How long after its end a token still counts, for an issuer whose clock is behind.</param>
    public static EnvelopeRefusal? Check(
        ITimedClaims claims, DateTimeOffset now, DateTimeOffset? queueTime, TimeSpan longest, TimeSpan grace = default)
    {
        if (claims.Iat is < 0 or > LastSecond || claims.Exp is < 0 or > LastSecond)
        {
            return Refuse(EnvelopeRefusalReason.Malformed, "The token's times are not seconds since 1970.");
        }

        var issued = DateTimeOffset.FromUnixTimeSeconds(claims.Iat);
        var expires = DateTimeOffset.FromUnixTimeSeconds(claims.Exp);
        if (expires <= issued || expires - issued > longest)
        {
            return Refuse(
                EnvelopeRefusalReason.LifetimeNotAllowed,
                $"The token is issued for {Words.Of(issued)} to {Words.Of(expires)}; at most {longest.TotalMinutes} minutes are allowed.");
        }

        if (queueTime is { } queue && (now - queue).Duration() > EnvelopeLimits.ClockTolerance)
        {
            return Refuse(
                EnvelopeRefusalReason.ClockOff,
                $"This machine's clock says {Words.Of(now)}, the queue's says {Words.Of(queue)}: more than {EnvelopeLimits.ClockTolerance.TotalMinutes} minutes apart. Set this machine's clock.");
        }

        if (issued - now > EnvelopeLimits.ClockTolerance)
        {
            return Refuse(
                EnvelopeRefusalReason.IssuedInFuture,
                $"The token says that it was issued at {Words.Of(issued)}, and this machine's clock says {Words.Of(now)}: more than {EnvelopeLimits.ClockTolerance.TotalMinutes} minutes apart. One of the two clocks is wrong.");
        }

        return now - expires >= grace
            ? Refuse(EnvelopeRefusalReason.Expired, $"The token expired at {Words.Of(expires)}; this machine's clock says {Words.Of(now)}.")
            : null;

        EnvelopeRefusal Refuse(EnvelopeRefusalReason reason, string detail) => new(reason, detail, claims.Jti);
    }
}
