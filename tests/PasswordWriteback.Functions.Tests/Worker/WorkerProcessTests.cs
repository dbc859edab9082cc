using PasswordWriteback.Core.Findings;
using PasswordWriteback.Functions.Tests.Loopback;
using PasswordWriteback.Functions.Tests.Scripted;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Functions.Tests.Worker;

/// <summary>The worker as a process of its own, under a host that speaks the Functions worker protocol.</summary>
public sealed class WorkerProcessTests
{
    [Fact]
    public async Task AnApply_InTheWorkerProcess_ReportsWhatTheEmbeddedEngineReports()
    {
        await using var world = await RunWorld.CreateAsync();
        ScriptedPorts.AtOnce(world.Relay);
        var expected = await world.RunAsync(RunMode.Apply);

        RunReport actual;
        IReadOnlyCollection<string> log;
        await using (var host = await LoopbackHost.StartAsync(DeployedWorker(), typeof(WorkerProcessTests).Assembly.Location))
        {
            Assert.Equal(10, host.Functions.Count);
            Assert.NotEqual(Environment.ProcessId, host.WorkerProcessId);
            actual = await host.WatchAsync(
                WillingPerson.RunAsync(host.Client, new RunInput(ScriptedTenant.Id, RunMode.Apply), "run-1"));
            log = host.WorkerLog;
        }

        ReportComparison.AssertEqual(expected, actual);
        Assert.Equal(RunMode.Apply, actual.Mode);
        Assert.Contains(actual.Changes, change => change.Kind == ChangeKind.ConnectSwitch);
        Assert.True(
            log.Any(line => line.StartsWith("PasswordWriteback.Orchestration: run-1: ", StringComparison.Ordinal)),
            $"No line of the orchestrator among:{Environment.NewLine}{string.Join(Environment.NewLine, log)}");
    }

    // The worker's own output folder: what is copied beside the tests lacks the packages that the tests' framework brings.
    private static string DeployedWorker()
    {
        var target = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var configuration = target.Parent!;
        var repository = configuration.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(
            repository.FullName, "src", "PasswordWriteback.Functions", "bin", configuration.Name, target.Name, "PasswordWriteback.Functions.dll");
    }
}
