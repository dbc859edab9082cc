using Microsoft.Extensions.Logging;
using PasswordWriteback.Local.Engine.Journal;

namespace PasswordWriteback.Local.Engine;

/// <summary>What every instance of one engine shares.</summary>
internal sealed class EngineServices
{
    public required LocalEngineOptions Options { get; init; }

    public required OrchestratorRegistry Orchestrators { get; init; }

    public required InstanceJournal Journal { get; init; }

    public required ActivityRunner Activities { get; init; }

    public required TimerQueue Timers { get; init; }

    public required StatusFeed Feed { get; init; }

    public required InFlightWork InFlight { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Called when an instance has ended, so that it leaves memory.</summary>
    public required Action<Instance, string> Forget { get; init; }
}
