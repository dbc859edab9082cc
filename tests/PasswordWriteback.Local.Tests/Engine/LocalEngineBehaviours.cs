using PasswordWriteback.Local.Tests.Parity;

namespace PasswordWriteback.Local.Tests.Engine;

/// <summary>The parity suite on the embedded engine as it runs.</summary>
public sealed class LocalEngineBehaviours : OrchestrationBehaviours
{
    protected override TimeSpan Unit => TimeSpan.FromHours(1);

    protected override Task<IEngineUnderTest> StartEngineAsync(Action<IEngineSetup> setup) =>
        LocalEngineUnderTest.StartAsync(Unit, replayEveryTurn: false, setup);
}

/// <summary>The parity suite on the embedded engine when it rebuilds every orchestrator from its history at every turn.</summary>
public sealed class ReplayEveryTurnBehaviours : OrchestrationBehaviours
{
    protected override TimeSpan Unit => TimeSpan.FromHours(1);

    protected override Task<IEngineUnderTest> StartEngineAsync(Action<IEngineSetup> setup) =>
        LocalEngineUnderTest.StartAsync(Unit, replayEveryTurn: true, setup);
}
