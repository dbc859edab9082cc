namespace PasswordWriteback.Relay.Cloud;

/// <summary>Why the cloud's HTTP API did not do what it was asked.</summary>
public enum CloudFault
{
    /// <summary>It did not answer, or is in trouble: worth trying again.</summary>
    Unavailable,

    /// <summary>It refuses this relay: the enrolment code is not good, or the relay was revoked.</summary>
    Refused,

    /// <summary>It answered with something that is not in the contract.</summary>
    Unexpected,
}

/// <summary>The cloud's HTTP API did not do what it was asked.</summary>
/// <param name="fault">Why.</param>
/// <param name="message">What happened, at which address.</param>
/// <param name="remedy">What to do.</param>
/// <param name="inner">The fault underneath.</param>
public sealed class CloudException(CloudFault fault, string message, string remedy, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public CloudFault Fault { get; } = fault;

    /// <summary>What to do.</summary>
    public string Remedy { get; } = remedy;
}
