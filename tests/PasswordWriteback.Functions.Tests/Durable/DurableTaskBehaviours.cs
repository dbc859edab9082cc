using PasswordWriteback.Local.Tests.Parity;

namespace PasswordWriteback.Functions.Tests.Durable;

/// <summary>The parity suite on Durable Task: its gRPC worker over its in-memory backend, in real time.</summary>
public sealed class DurableTaskBehaviours : OrchestrationBehaviours
{
    protected override TimeSpan Unit => TimeSpan.FromSeconds(1.5);

    protected override Task<IEngineUnderTest> StartEngineAsync(Action<IEngineSetup> setup) => DurableTaskUnderTest.StartAsync(Unit, setup);
}
