namespace PasswordWriteback.Core.Tenants;

/// <summary>What readings of a tenant cost Microsoft Graph. One check is to stay within 12 requests and 40 resource units.</summary>
/// <param name="Requests">HTTP requests to Graph, retries included; a batch is one.</param>
/// <param name="Calls">The calls in them: those of a batch counted one by one, as Graph's limits count them.</param>
/// <param name="ResourceUnits">The sum of <c>x-ms-resource-unit</c>; routes that do not state it count nothing.</param>
/// <param name="Throttled">Answers 429.</param>
/// <param name="Usage">The highest <c>x-ms-throttle-limit-percentage</c> seen; null: below 0.8, where Graph does not state it.</param>
public sealed record GraphCost(int Requests, int Calls, int ResourceUnits, int Throttled = 0, double? Usage = null)
{
    /// <summary>Nothing was asked.</summary>
    public static GraphCost None { get; } = new(0, 0, 0);

    /// <summary>Two readings together.</summary>
    public static GraphCost operator +(GraphCost left, GraphCost? right)
    {
        ArgumentNullException.ThrowIfNull(left);
        return right is null
            ? left
            : new(
                left.Requests + right.Requests,
                left.Calls + right.Calls,
                left.ResourceUnits + right.ResourceUnits,
                left.Throttled + right.Throttled,
                left.Usage > right.Usage || right.Usage is null ? left.Usage : right.Usage);
    }

    /// <summary>The cost as a sentence of a report.</summary>
    public override string ToString() =>
        $"{Requests} requests to Microsoft Graph with {Calls} calls, {ResourceUnits} resource units"
        + (Throttled > 0 ? $"; throttled {Throttled} times" : "")
        + (Usage is { } usage ? $"; up to {usage:0.##} of the limit" : "");
}
