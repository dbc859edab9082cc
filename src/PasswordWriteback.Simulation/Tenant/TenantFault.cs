namespace PasswordWriteback.Simulation.Tenant;

/// <summary>What goes wrong with a request.</summary>
public enum TenantFaultKind
{
    /// <summary>429, with <c>Retry-After</c> when <see cref="TenantFault.RetryAfterSeconds"/> is set.</summary>
    Throttled,

    /// <summary>503, with <c>Retry-After</c> when <see cref="TenantFault.RetryAfterSeconds"/> is set.</summary>
    Unavailable,

    /// <summary>No answer at all, until the caller gives up.</summary>
    Silent,

    /// <summary>An answer that stops in the middle, and the connection with it.</summary>
    Cut,

    /// <summary>An answer that claims to be JSON and is not.</summary>
    Malformed,

    /// <summary>A redirect to another host.</summary>
    Redirected,

    /// <summary>The right answer, after <see cref="TenantFault.Delay"/>.</summary>
    Slow,

    /// <summary>An answer of 50 MB.</summary>
    Oversized,
}

/// <summary>Something that goes wrong with requests to a path.</summary>
/// <param name="PathEnd">End of the path of the requests it strikes.</param>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Times">How many requests it strikes.</param>
/// <param name="RetryAfterSeconds">The header of the same name; null: no header.</param>
public sealed record TenantFault(string PathEnd, TenantFaultKind Kind, int Times = int.MaxValue, int? RetryAfterSeconds = null)
{
    /// <summary>How late a slow answer is.</summary>
    public TimeSpan Delay { get; init; }
}
