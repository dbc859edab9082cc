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
                var report = options.Json
                    ? await RunAsync(world, Console.Error, cancellationToken).ConfigureAwait(false)
                    : await RunLiveAsync(world, options, cancellationToken).ConfigureAwait(false);
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
        var report = await world.ApplyAsync(
            async (runId, status) =>
            {
                await log.WriteLineAsync($"{status.Step}: {status.Note}").ConfigureAwait(false);
                await person.ActAsync(runId, status, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        Console.Out.WriteLine(JsonSerializer.Serialize(report, OrchestrationJson.Default.RunReport));
        return report;
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
        var report = await apply.ConfigureAwait(false);
        ReportView.Print(console, report);
        return report;
    }
}
