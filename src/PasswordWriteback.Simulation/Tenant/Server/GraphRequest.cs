using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>A request to Graph whose token is valid.</summary>
/// <param name="Http">The request.</param>
/// <param name="State">The tenant at this moment.</param>
/// <param name="Values">Values of the path's segments in braces.</param>
/// <param name="Body">The body, if it is a JSON object.</param>
/// <param name="Change">Changes the tenant.</param>
internal sealed record GraphRequest(
    HttpRequest Http,
    State.TenantState State,
    IReadOnlyDictionary<string, string> Values,
    JsonObject? Body,
    Action<Func<State.TenantState, State.TenantState>> Change)
{
    public string? Query(string option) => Http.Query[option] is [{ } value] ? value : null;

    public string Root => $"{Http.Scheme}://{Http.Host}/v1.0";

    /// <summary>Whether the request asks for the index that serves advanced queries.</summary>
    public bool IsEventual =>
        string.Equals(Http.Headers["ConsistencyLevel"], "eventual", StringComparison.OrdinalIgnoreCase);

    /// <summary>A collection as Graph wraps it, reduced by <c>$select</c>.</summary>
    public IResult Collection(string entitySet, IEnumerable<JsonObject> entities, string? nextLink = null, int? count = null)
    {
        var body = new JsonObject { ["@odata.context"] = $"{Root}/$metadata#{entitySet}" };
        if (count is not null)
        {
            body["@odata.count"] = count;
        }

        body["value"] = new JsonArray([.. entities.Select(Select)]);
        if (nextLink is not null)
        {
            body["@odata.nextLink"] = nextLink;
        }

        return Results.Json(body);
    }

    /// <summary>One entity as Graph wraps it, reduced by <c>$select</c>.</summary>
    public IResult Entity(string context, JsonObject entity)
    {
        var selected = Select(entity);
        selected.Insert(0, "@odata.context", $"{Root}/$metadata#{context}");
        return Results.Json(selected);
    }

    private JsonObject Select(JsonObject entity)
    {
        if (Query("$select") is not { } select)
        {
            return entity;
        }

        var names = select.Split(',', StringSplitOptions.TrimEntries);
        return names.FirstOrDefault(name => !entity.ContainsKey(name)) is { } unknown
            ? throw new FormatException($"Could not find a property named '{unknown}'.")
            : new JsonObject(names.Select(name => KeyValuePair.Create(name, entity[name]?.DeepClone())));
    }
}
