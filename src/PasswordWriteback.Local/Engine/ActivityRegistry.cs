using System.Text.Json;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Engine;

/// <summary>The activities of this host, their types hidden behind JSON. Filled before the engine starts, only read afterwards.</summary>
internal sealed class ActivityRegistry
{
    private readonly Dictionary<string, Func<JsonElement, CancellationToken, Task<JsonElement>>> _byName = new(StringComparer.Ordinal);

    public void Add<TInput, TResult>(
        Activity<TInput, TResult> activity, Func<TInput, CancellationToken, Task<TResult>> run, JsonSerializerOptions json)
    {
        var inputType = JsonContract.For<TInput>(json);
        var resultType = JsonContract.For<TResult>(json);
        if (!_byName.TryAdd(activity.Name, RunAsync))
        {
            throw new ArgumentException($"Activity '{activity.Name}' is registered already.", nameof(activity));
        }

        async Task<JsonElement> RunAsync(JsonElement input, CancellationToken cancellationToken)
        {
            var result = await run(input.Deserialize(inputType)!, cancellationToken).ConfigureAwait(false);
            return JsonSerializer.SerializeToElement(result, resultType);
        }
    }

    /// <exception cref="InvalidOperationException">This host has no such activity.</exception>
    public Task<JsonElement> RunAsync(string name, JsonElement input, CancellationToken cancellationToken) =>
        _byName.TryGetValue(name, out var run)
            ? run(input, cancellationToken)
            : throw new InvalidOperationException(
                $"This host has no activity '{name}'; it has: {(_byName.Count == 0 ? "none" : string.Join(", ", _byName.Keys))}.");
}
