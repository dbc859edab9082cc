using System.Text.Json;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.KillTarget;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Orchestration.Tests.Scripted;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Simulation.Forest;

// Runs one apply from a prepared folder to its end, or goes on from where an earlier process was killed. Usage: KillTarget FOLDER
var folder = new RunFolder(args[0]);
using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90)); // outlives no test that forgot it
var clock = folder.Clock();
var marks = new Marks(Console.Out);
var forest = new DurableForest(folder.Forest, clock, marks);
var connect = new DurableConnect(folder.Connect, ScriptedTenant.Id, clock, marks);
var policy = new RelayPolicy { WritingMode = WritingMode.Unattended, ConnectSwitch = true, CanaryUser = DemoForest.CanaryLogonName };
var settings = new RelaySettings { StateFolder = folder.Relay, Policy = RelayPolicySource.Of(policy) };
var executor = new RelayCommandExecutor(settings, forest.ConnectorFor(DemoForest.RelayAccount), connect, connect, clock);
var inbox = new DurableInbox(folder.Inbox, executor, marks);
var options = new LocalEngineOptions
{
    Json = new JsonSerializerOptions(OrchestrationJson.Default.Options),
    Clock = clock,
    DatabasePath = folder.Journal,
};
var activities = new Activities(folder, new ScriptedTenant(clock), inbox, marks);
await using var engine = await activities.AddTo(new LocalEngineBuilder(options)).StartAsync(deadline.Token);
if (await engine.GetAsync(RunFolder.RunId, deadline.Token) is null)
{
    var input = new RunInput(ScriptedTenant.Id, RunMode.Apply, MinimumPasswordAgeZero: true);
    await engine.StartAsync(EnableWritebackOrchestrator.Name, RunFolder.RunId, input, cancellationToken: deadline.Token);
}

inbox.Start((name, signal) => engine.RaiseEventAsync(RunFolder.RunId, name, signal));
var person = new WillingPerson(engine, forest, connect, inbox, marks);
await foreach (var status in engine.WatchAsync(RunFolder.RunId, deadline.Token))
{
    if (status.IsFinished)
    {
        await inbox.StopAsync();
        Console.Error.WriteLine($"{status.State} {status.Failure}");
        return status.State == InstanceState.Completed ? 0 : 1;
    }

    if (status.CustomStatus?.WaitingFor is { } asked)
    {
        await person.DoAsync(asked);
    }
}

return 1;
