using System.Globalization;
using System.Text.Json.Nodes;

namespace PasswordWriteback.Simulation.Tenant.OData;

/// <summary>
/// The part of OData's <c>$filter</c> that Graph's documentation allows on the routes served here: <c>eq</c>, <c>ge</c>,
/// <c>le</c>, <c>and</c>, <c>or</c>, <c>not(...)</c>, <c>in (...)</c>, <c>any(v:...)</c> and parentheses.
/// </summary>
internal sealed class ODataFilter
{
    private readonly List<string> _tokens;
    private int _next;

    private ODataFilter(List<string> tokens) => _tokens = tokens;

    /// <summary>Properties that the filter names, before any slash.</summary>
    public HashSet<string> Properties { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a filter. Null means every entity.</summary>
    /// <exception cref="FormatException">The filter is not understood.</exception>
    public static (Func<JsonObject, bool> Matches, IReadOnlySet<string> Properties) Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (_ => true, new HashSet<string>(StringComparer.Ordinal));
        }

        var filter = new ODataFilter(ODataTokens.Split(text));
        var matches = filter.Or();
        return filter._next == filter._tokens.Count
            ? (matches, filter.Properties)
            : throw new FormatException($"Unexpected '{filter._tokens[filter._next]}' in the filter.");
    }

    private Func<JsonObject, bool> Or()
    {
        var left = And();
        while (Take("or"))
        {
            var (first, second) = (left, And());
            left = entity => first(entity) || second(entity);
        }

        return left;
    }

    private Func<JsonObject, bool> And()
    {
        var left = Term();
        while (Take("and"))
        {
            var (first, second) = (left, Term());
            left = entity => first(entity) && second(entity);
        }

        return left;
    }

    private Func<JsonObject, bool> Term()
    {
        if (Take("not"))
        {
            var inner = Term();
            return entity => !inner(entity);
        }

        if (Take("("))
        {
            var inner = Or();
            Expect(")");
            return inner;
        }

        var path = Next();
        if (path.EndsWith("/any", StringComparison.Ordinal))
        {
            return Any(path[..^4]);
        }

        Properties.Add(path.Split('/')[0]);
        return Next() switch
        {
            "eq" => Compare(path, Next(), sign => sign == 0),
            "ge" => Compare(path, Next(), sign => sign >= 0),
            "le" => Compare(path, Next(), sign => sign <= 0),
            "in" => In(path),
            var unknown => throw new FormatException($"Unsupported operator '{unknown}' in the filter."),
        };
    }

    private Func<JsonObject, bool> Any(string collection)
    {
        Properties.Add(collection);
        Expect("(");
        var variable = Next();
        Expect(":");
        var from = _next;
        var inner = Or();
        Expect(")");
        // Inside the lambda properties are named "p/servicePlanId": the variable stands for the element.
        if (_tokens[from..(_next - 1)].Exists(token => token.Contains('/') && !token.StartsWith($"{variable}/", StringComparison.Ordinal)))
        {
            throw new FormatException("The lambda names something else than its variable.");
        }

        Properties.Remove(variable);
        return entity => entity[collection] is JsonArray elements
            && elements.Any(element => inner(new JsonObject { [variable] = element!.DeepClone() }));
    }

    private Func<JsonObject, bool> In(string path)
    {
        Expect("(");
        var values = new List<string>();
        do
        {
            values.Add(Literal(Next()));
        }
        while (Take(","));
        Expect(")");
        return values.Count <= 15
            ? entity => Value(entity, path) is { } value && values.Contains(value, StringComparer.OrdinalIgnoreCase)
            : throw new FormatException("Too many values in the 'in' filter; the limit is 15.");
    }

    private static Func<JsonObject, bool> Compare(string path, string token, Func<int, bool> accepts)
    {
        var expected = Literal(token);
        var time = DateTimeOffset.TryParse(expected, CultureInfo.InvariantCulture, out var moment) ? moment : (DateTimeOffset?)null;
        return entity => Value(entity, path) is { } value
            ? accepts(time is { } at ? DateTimeOffset.Parse(value, CultureInfo.InvariantCulture).CompareTo(at) : string.CompareOrdinal(value, expected))
            : expected == "null";
    }

    private static string? Value(JsonObject entity, string path)
    {
        var node = path.Split('/').Aggregate<string, JsonNode?>(entity, (at, name) => at?[name]);
        return node?.ToString();
    }

    private static string Literal(string token) =>
        token.StartsWith('\'') ? token[1..^1].Replace("''", "'", StringComparison.Ordinal) : token;

    private string Next() => _next < _tokens.Count ? _tokens[_next++] : throw new FormatException("The filter ends too early.");

    private bool Take(string token)
    {
        if (_next < _tokens.Count && _tokens[_next] == token)
        {
            _next++;
            return true;
        }

        return false;
    }

    private void Expect(string token)
    {
        if (!Take(token))
        {
            throw new FormatException($"The filter lacks '{token}'.");
        }
    }
}
