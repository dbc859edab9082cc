using System.Text.Json;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Local.Engine.History;
using PasswordWriteback.Local.Engine.Replay;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Orchestration.Tests.Histories;

/// <summary>Today's code over a recorded history.</summary>
internal static class HistoryReplay
{
    /// <summary>The contract that hosts give the engine.</summary>
    public static readonly JsonSerializerOptions Json = new(OrchestrationJson.Default.Options);

    /// <summary>Replays as the engine does when a host starts again: kinds, names and task numbers have to match.</summary>
    /// <exception cref="HistoryMismatchException">They don't; the message says where, what is recorded and what the code did.</exception>
    public static void AsAfterARestart(RecordedRun run) => Begin(run).Replay(run.History(), strict: false);

    /// <summary>
    /// Replays and compares inputs and times too. Only the report may differ in its words; the one that today's code makes
    /// is returned.
    /// </summary>
    public static RunReport Strictly(RecordedRun run)
    {
        var execution = Begin(run);
        var history = run.History();
        JsonElement? output = null;
        for (var next = 0; next < history.Count;)
        {
            var inbound = Assert.IsType<InboundEvent>(history[next++], exactMatch: false);
            foreach (var done in execution.Deliver(inbound))
            {
                output = (done as RunCompleted)?.Output;
                var recorded = next < history.Count ? history[next] : null;
                if (!HistoryComparison.Same(recorded, done, strict: !HoldsReport(done)))
                {
                    Assert.Fail($"Event {next + 1} of the history differs.\nRecorded: "
                        + $"{(recorded is null ? "nothing" : RecordedRun.Line(recorded))}\nThe code: {RecordedRun.Line(done)}");
                }

                next++;
            }
        }

        return Assert.NotNull(output).Deserialize(OrchestrationJson.Default.RunReport)!;
    }

    private static bool HoldsReport(HistoryEvent line) =>
        line is RunCompleted || line is ActivityScheduled call && call.Name == RunActivities.SaveReport.Name;

    private static Execution Begin(RecordedRun run)
    {
        var registry = new OrchestratorRegistry();
        registry.Add(new OrchestratorRegistration<RunInput, RunReport>(
            EnableWritebackOrchestrator.Name, EnableWritebackOrchestrator.Version, () => new EnableWritebackOrchestrator(), Json));
        var code = registry.ToContinue(run.Orchestrator, run.Version);
        Assert.True(code is not null, $"No code goes on with {run.Orchestrator} {run.Version}; there is: {registry.Describe()}.");
        return new Execution(run.InstanceId, run.Version, code, Json, () => Assert.Fail(Execution.ForeignAwait));
    }
}
