using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.RelayWorker.Commands;
using PasswordWriteback.RelayWorker.Hosting;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>The command line of the relay.</summary>
public static class RelayCommandLine
{
    private const string Description = """
        Lets Microsoft Entra password writeback reset passwords in Active Directory, and proves that it can.

        Exit codes: 0 compliant or done, 1 failed, 2 usage, 3 not compliant or refused, 4 pending or unknown.
        """;

    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments of the process.</param>
    /// <param name="terminal">Where it reads and writes.</param>
    /// <param name="cancellationToken">Stops it, besides Ctrl+C.</param>
    /// <returns>The exit code: see <see cref="ExitCode"/>.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken = default) =>
        RunAsync(args, terminal, ServiceMachine.Here(TimeProvider.System), cancellationToken);

    /// <summary>The same with another service manager.</summary>
    internal static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, ServiceMachine machine, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        var root = new RootCommand(Description)
        {
            CheckCommand.Create(terminal),
            PlanCommand.Create(terminal),
            ApplyCommand.Create(terminal, TimeProvider.System),
            RollbackCommand.Create(terminal, TimeProvider.System),
            ConfirmCommand.Create(terminal, TimeProvider.System),
            CoverageCommand.Create(terminal, CoverageSources.Here),
            EvidenceCommand.Create(terminal, TimeProvider.System),
            DescriptorCommand.Create(terminal),
            EnrollCommand.Create(terminal, machine, TimeProvider.System),
            RunCommand.Create(terminal),
            InstallCommand.Create(terminal, machine),
            UninstallCommand.Create(terminal, machine),
            StartStopCommands.Start(terminal, machine),
            StartStopCommands.Stop(terminal, machine),
            StatusCommand.Create(terminal, machine, TimeProvider.System),
            ShowConfigurationCommand.Create(terminal, machine),
            PolicyCommand.Create(terminal, TimeProvider.System),
            DoctorCommand.Create(terminal, TimeProvider.System),
        };
        var result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            new Failure("Usage", Complaint(result), $"'{CommandPath(result)} --help' shows what there is.").Print(terminal, json: false);
            return ExitCode.Usage;
        }

        return await result.InvokeAsync(
            new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,

                // The service lets a write end when it is told to stop.
                ProcessTerminationTimeout = RelayLimits.GracefulStop + TimeSpan.FromSeconds(5),
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a command its work. Errors that a person can do something about become one sentence and an exit code.</summary>
    internal static Command Does(
        this Command command, Terminal terminal, Option<bool> json, Func<ParseResult, CancellationToken, Task<int>> work)
    {
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            try
            {
                return await work(result, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (Failure.From(exception) is not null)
            {
                var failure = Failure.From(exception)!;
                failure.Print(terminal, result.GetValue(json));
                return failure.ExitCode;
            }
            catch (Exception exception)
            {
                await terminal.Error.WriteLineAsync($"error: This is a defect of the relay; please report it with what follows.\n{exception}").ConfigureAwait(false);
                return ExitCode.Failed;
            }
        });
        return command;
    }

    /// <summary>Version of this program.</summary>
    internal static string Version { get; } =
        typeof(RelayCommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>The option that every command has.</summary>
    internal static Option<bool> JsonOption() => new("--json") { Description = "One JSON document on standard output instead of words." };

    // A misspelt command is reported as a missing one too; the misspelling says more.
    private static string Complaint(ParseResult result) => result.UnmatchedTokens.Count > 0
        ? $"'{result.UnmatchedTokens[0]}' is no command or option of {CommandPath(result)}."
        : result.Errors[0].Message;

    private static string CommandPath(ParseResult result)
    {
        var names = new List<string>();
        for (SymbolResult? at = result.CommandResult; at is CommandResult { Command: not RootCommand } command; at = at.Parent)
        {
            names.Insert(0, command.Command.Name);
        }

        return string.Join(' ', names.Prepend("relay"));
    }
}
