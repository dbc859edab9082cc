using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Engine;

/// <summary>One version of an orchestrator, its types hidden behind JSON.</summary>
internal abstract class OrchestratorRegistration(string name, string version)
{
    public string Name { get; } = name;

    public string VersionText { get; } = version;

    public Version Version { get; } = ParseVersion(version);

    public abstract Type InputType { get; }

    public abstract Task<JsonElement> RunAsync(IOrchestrationContext context, JsonElement input);

    /// <summary>Reads <c>1</c>, <c>1.2</c>, <c>1.2.3</c>, <c>1.2.3.4</c>.</summary>
    public static Version ParseVersion(string text) =>
        Version.TryParse(text.Contains('.', StringComparison.Ordinal) ? text : text + ".0", out var version)
            ? version
            : throw new ArgumentException($"'{text}' is not a version of an orchestrator; write it like 1.0.", nameof(text));
}

/// <inheritdoc/>
internal sealed class OrchestratorRegistration<TInput, TResult>(
    string name, string version, Func<IOrchestrator<TInput, TResult>> create, JsonSerializerOptions json)
    : OrchestratorRegistration(name, version)
{
    private readonly JsonTypeInfo<TInput> _input = JsonContract.For<TInput>(json);
    private readonly JsonTypeInfo<TResult> _result = JsonContract.For<TResult>(json);

    public override Type InputType => typeof(TInput);

    public override async Task<JsonElement> RunAsync(IOrchestrationContext context, JsonElement input)
    {
        var result = await create().RunAsync(context, input.Deserialize(_input)!).ConfigureAwait(true);
        return JsonSerializer.SerializeToElement(result, _result);
    }
}
