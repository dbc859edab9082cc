using System.CommandLine;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>plan</c>: says what an apply would write and what it opens up, and keeps the plan. Writes nothing to the directory.</summary>
internal static class PlanCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = RelayCommandLine.JsonOption();
        var connection = new ConnectionArguments();
        var grant = new GrantArguments();
        var state = StateFolder.Option();
        var command = new Command(
            "plan", "Says what 'apply' would write and what it opens up, and keeps the plan. Exit code 0: it may be written, or nothing is missing; 3: refused.") { state };
        connection.AddTo(command);
        grant.AddTo(command);
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            var settings = grant.Settings(result);
            var connect = await LocalConnect.RequireAsync(settings, server: null, cancellationToken).ConfigureAwait(false);
            var session = await ForestSession.OpenAsync(connection.Read(result), cancellationToken).ConfigureAwait(false);
            var account = await session.RequireAccountAsync(grant.Account(result), cancellationToken).ConfigureAwait(false);
            var folder = result.GetValue(state) ?? StateFolder.Default();
            var assessment = await Assessment.MakeAsync(session, account, settings, connect, folder, cancellationToken).ConfigureAwait(false);
            if (result.GetValue(json))
            {
                terminal.Out.WriteLine(JsonOutput.Serialize(new { plan = assessment.Result.Plan, blastRadius = assessment.Result.BlastRadius }));
            }
            else
            {
                Write(new Tables(terminal), assessment);
            }

            return assessment.Result.Plan.Refusals.Count == 0 ? ExitCode.Done : ExitCode.NotCompliant;
        });
    }

    /// <summary>The plan with what it opens up.</summary>
    internal static void Write(Tables output, Assessment assessment)
    {
        AssessmentOutput.BlastRadius(output, assessment.Result.BlastRadius, assessment.Result.BlastRadiusDetail);
        PlanOutput.Write(output, assessment.Result.Plan);
    }
}
