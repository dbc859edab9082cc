using System.Text.Json;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Relay.Ldap;
using Spectre.Console;

namespace PasswordWriteback.Demo;

/// <summary>The demo from start to report.</summary>
internal static class DemoCommand
{
    private static readonly TimeSpan FrameEvery = TimeSpan.FromMilliseconds(150);

    public static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        using var loggers = LoggerFactory.Create(builder => builder
            .SetMinimumLevel(options.Json ? LogLevel.Information : LogLevel.Error)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddSimpleConsole(console => console.SingleLine = true));
        try
        {
            var world = await DemoWorld.StartAsync(options, loggers, cancellationToken).ConfigureAwait(false);
            await using (world.ConfigureAwait(false))
            {
                var report = options.Json ? await RunAsync(world, Console.Error, cancellationToken).ConfigureAwait(false)
                    : Console.IsOutputRedirected ? await RunAsync(world, Console.Out, cancellationToken).ConfigureAwait(false)
                    : await RunLiveAsync(world, options, cancellationToken).ConfigureAwait(false);
                if (options.Json)
                {
                    await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, OrchestrationJson.Default.RunReport)).ConfigureAwait(false);
                }
                else
                {
                    ReportView.Print(Console.IsOutputRedirected ? Plain() : AnsiConsole.Console, report);
                }

                return ExitCodes.Of(report.Verdict);
            }
        }
        catch (DirectoryException failure)
        {
            await Console.Error.WriteLineAsync($"{failure.Message} {failure.Remedy}").ConfigureAwait(false);
            return ExitCodes.Failed;
        }
        catch (InvalidDataException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return ExitCodes.Failed;
        }
    }

    private static async Task<RunReport> RunAsync(DemoWorld world, TextWriter log, CancellationToken cancellationToken)
    {
        var person = new SimulatedPerson(world);
        world.Announced += what => log.WriteLine($"simulated person: {what}");
        RunStatus? last = null;
        return await world.ApplyAsync(
            async (runId, status) =>
            {
                if ((status.Step, status.Note) != (last?.Step, last?.Note))
                {
                    await log.WriteLineAsync($"{status.Step}: {status.Note}").ConfigureAwait(false);
                    last = status;
                }

                await person.ActAsync(runId, status, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    // Into a file or a pipe: no escape sequences, and lines that do not break words of a report.
    private static IAnsiConsole Plain()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        console.Profile.Width = 200;
        return console;
    }

    private static async Task<RunReport> RunLiveAsync(DemoWorld world, DemoOptions options, CancellationToken cancellationToken)
    {
        var console = AnsiConsole.Console;
        console.MarkupLine(options.IsRealForest
            ? "[bold]Password Writeback[/]  apply: [fuchsia]simulated[/] tenant and Entra Connect, [bold]real[/] forest"
            : $"[bold]Password Writeback[/]  apply: [fuchsia]simulated[/] tenant, forest and Entra Connect, clocks {options.Speed:0}x");
        var view = new LiveView(world.Time);
        var person = new SimulatedPerson(world);
        world.Announced += view.Update;
        world.Answered += view.Update;
        var apply = world.ApplyAsync(
            (runId, status) =>
            {
                view.Update(status);
                return person.ActAsync(runId, status, cancellationToken);
            },
            cancellationToken);
        await console.Live(view.Render()).AutoClear(false).StartAsync(async live =>
        {
            while (!apply.IsCompleted)
            {
                live.UpdateTarget(view.Render());
                await Task.WhenAny(apply, Task.Delay(FrameEvery, TimeProvider.System, cancellationToken)).ConfigureAwait(false);
            }

            live.UpdateTarget(view.Render());
        }).ConfigureAwait(false);
        return await apply.ConfigureAwait(false);
    }
}
