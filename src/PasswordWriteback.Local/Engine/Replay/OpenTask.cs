using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PasswordWriteback.Local.Engine.History;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Engine.Replay;

/// <summary>An activity or a timer that the orchestrator began and that has not ended.</summary>
/// <param name="Begun">The event that began it.</param>
internal abstract record OpenTask(OutboundEvent Begun);

/// <summary>An open timer.</summary>
internal sealed record OpenTimer(TimerCreated Created) : OpenTask(Created)
{
    public TaskCompletionSource Fired { get; } = new();

    public CancellationTokenRegistration Cancellation { get; set; }
}

/// <summary>An open activity.</summary>
internal abstract record OpenActivity(ActivityScheduled Scheduled) : OpenTask(Scheduled)
{
    public abstract void Complete(JsonElement result);

    public abstract void Fail(ActivityFailedException failure);
}

/// <inheritdoc/>
internal sealed record OpenActivity<TResult>(ActivityScheduled Scheduled, JsonTypeInfo<TResult> Type) : OpenActivity(Scheduled)
{
    private readonly TaskCompletionSource<TResult> _result = new();

    public Task<TResult> Result => _result.Task;

    public override void Complete(JsonElement result)
    {
        try
        {
            _result.SetResult(result.Deserialize(Type)!);
        }
        catch (JsonException e)
        {
            _result.SetException(new InvalidOperationException(
                $"The recorded result of activity '{Scheduled.Name}' does not read as {typeof(TResult).Name}: {e.Message}", e));
        }
    }

    public override void Fail(ActivityFailedException failure) => _result.SetException(failure);
}
