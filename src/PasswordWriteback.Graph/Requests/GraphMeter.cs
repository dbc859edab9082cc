using System.Globalization;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Graph.Requests;

/// <summary>
/// Counts what one reading of a tenant costs, by Graph's own headers
/// (learn.microsoft.com/graph/throttling-limits, identity and access service limits).
/// </summary>
internal sealed class GraphMeter
{
    private int _requests;
    private int _calls;
    private int _units;
    private int _throttled;
    private double? _usage;

    /// <summary>The highest share of the limit that an answer has shown; null: none has come near it.</summary>
    public double? Usage => _usage;

    public GraphCost Cost => new(_requests, _calls, _units, _throttled, _usage);

    /// <summary>Counts an answer to a request that was sent by itself, or to a batch: its calls are counted by <see cref="CountInner"/>.</summary>
    public void Count(HttpResponseMessage answer, bool isBatch)
    {
        _requests++;
        if (!isBatch)
        {
            _calls++;
        }

        Count((int)answer.StatusCode, name => answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null);
    }

    /// <summary>Counts an answer inside a batch.</summary>
    public void CountInner(int status, JsonObject? headers)
    {
        _calls++;
        Count(status, name => Inner(headers, name));
    }

    /// <summary>A header of an answer inside a batch; null when it is not there.</summary>
    public static string? Inner(JsonObject? headers, string name) =>
        headers?.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value?.ToString();

    private void Count(int status, Func<string, string?> header)
    {
        _throttled += status == 429 ? 1 : 0;
        _units += int.TryParse(header("x-ms-resource-unit"), NumberStyles.None, CultureInfo.InvariantCulture, out var units) ? units : 0;
        if (double.TryParse(header("x-ms-throttle-limit-percentage"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usage))
        {
            _usage = Math.Max(_usage ?? 0, usage);
        }
    }
}
