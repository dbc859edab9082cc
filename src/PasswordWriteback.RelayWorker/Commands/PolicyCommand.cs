using System.CommandLine;
using System.Globalization;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>policy explain</c> and <c>policy check</c>: what the relay's policy allows, and whether it can be relied on.</summary>
internal static class PolicyCommand
{
    public static Command Create(Terminal terminal, TimeProvider time) =>
        new("policy", "What the relay's policy allows, and whether it can be relied on.") { Explain(terminal, time), Check(terminal) };

    private static Command Explain(Terminal terminal, TimeProvider time)
    {
        var json = RelayCommandLine.JsonOption();
        var file = PolicyOption.Create();
        return new Command("explain", "Says of every command what would happen to it now, why, and from which line.") { file }.Does(terminal, json, (result, _) =>
        {
            var state = PolicyOption.Read(result.GetValue(file));
            var commands = PolicyExplanation.Of(state, time.GetUtcNow());
            if (result.GetValue(json))
            {
                terminal.Out.WriteLine(JsonOutput.Serialize(new
                {
                    path = state.Path,
                    hash = state.Hash,
                    problem = state.Problem,
                    writingMode = PolicyRules.Word(state.Policy.WritingMode),
                    commands,
                }));
                return Task.FromResult(Exit(state));
            }

            var output = new Tables(terminal);
            output.Heading($"Policy {state.Path}");
            WriteState(output, state);
            output.Heading("Commands");
            output.Table(
                ["Command", "Now", "Line", "Why"],
                commands.Select(command => (IReadOnlyList<string>)
                    [command.Command, command.Decision, command.Line?.ToString(CultureInfo.InvariantCulture) ?? "default", command.Sentence]));
            return Task.FromResult(Exit(state));
        });
    }

    private static Command Check(Terminal terminal)
    {
        var json = RelayCommandLine.JsonOption();
        var file = new Argument<string?>("FILE")
        {
            Description = $"The policy. Default: {RelayPolicyFile.DefaultPath()}.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return new Command("check", "Says whether a policy can be relied on. Exit code 0: it can; 3: it cannot.") { file }.Does(terminal, json, (result, _) =>
        {
            var state = PolicyOption.Read(result.GetValue(file));
            if (result.GetValue(json))
            {
                terminal.Out.WriteLine(JsonOutput.Serialize(new { path = state.Path, hash = state.Hash, problem = state.Problem }));
            }
            else
            {
                WriteState(new Tables(terminal), state);
            }

            return Task.FromResult(Exit(state));
        });
    }

    private static void WriteState(Tables output, PolicyState state)
    {
        if (state.Problem is { } problem)
        {
            output.Bad($"It cannot be relied on, so nothing is written: {problem}");
        }
        else if (state.Hash == PolicyState.NoFile)
        {
            output.Line("There is no file: the relay reads, and writes nothing.");
        }
        else
        {
            output.Good($"Writing mode {PolicyRules.Word(state.Policy.WritingMode)}. SHA-256 {state.Hash}");
        }
    }

    private static int Exit(PolicyState state) => state.Problem is null ? ExitCode.Done : ExitCode.NotCompliant;
}
