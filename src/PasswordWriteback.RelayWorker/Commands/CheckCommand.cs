using System.CommandLine;
using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>check</c>: reads the forest and says whether writeback can work. Writes nothing.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = RelayCommandLine.JsonOption();
        var connection = new ConnectionArguments();
        var grant = new GrantArguments();
        var sysvol = SysvolOption.Create();
        var command = new Command("check", "Reads the forest and says whether writeback can work. Writes nothing.") { sysvol };
        connection.AddTo(command);
        grant.AddTo(command);
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            var settings = grant.Settings(result);
            var opened = await ForestSession.OpenAsync(connection.Read(result), cancellationToken).ConfigureAwait(false);
            var session = await opened.WithPdcEmulatorsAskedAsync(cancellationToken).ConfigureAwait(false);
            var account = await session.FindAccountAsync(grant.Account(result), cancellationToken).ConfigureAwait(false);
            return account.IsKnown
                ? await AssessAsync(
                    terminal,
                    result.GetValue(json),
                    session,
                    account,
                    settings,
                    await LocalConnect.FindAsync(settings, server: null, cancellationToken).ConfigureAwait(false),
                    SysvolOption.Folder(result, sysvol),
                    cancellationToken).ConfigureAwait(false)
                : WithoutAccount(terminal, result.GetValue(json), session, account, grant.Account(result) is not null);
        });
    }

    private static async Task<int> AssessAsync(
        Terminal terminal,
        bool json,
        ForestSession session,
        Reading<ConnectorAccount> account,
        Relay.Permissions.PermissionSettings settings,
        Core.EntraConnect.ConnectReading? connect,
        Relay.GroupPolicy.SysvolFolder sysvol,
        CancellationToken cancellationToken)
    {
        var assessment = await Assessment.MakeAsync(session, account.Value!, settings, connect, stateFolder: null, cancellationToken, sysvol).ConfigureAwait(false);
        var verdict = assessment.Verdict(session.Discovered, account);
        if (json)
        {
            terminal.Out.WriteLine(JsonOutput.Serialize(new
            {
                forest = session.Forest,
                gaps = session.Discovered.Gaps,
                account,
                scopes = assessment.Result.Scopes,
                plan = assessment.Result.Plan,
                coverage = assessment.Result.Coverage,
                blastRadius = assessment.Result.BlastRadius,
                passwordPolicies = assessment.PasswordPolicies,
                findings = verdict.Findings,
                verdict = verdict.Verdict,
            }));
            return verdict.ExitCode;
        }

        var output = new Tables(terminal);
        ForestOutput.Write(output, session.Discovered);
        ForestOutput.Write(output, account, session.Forest);
        AssessmentOutput.Rights(output, assessment.Result.Scopes, assessment.Result.Plan.Account);
        PlanOutput.LeftOut(output, assessment.Result.Plan);
        AssessmentOutput.Coverage(output, assessment.Result.Coverage);
        AssessmentOutput.BlastRadius(output, assessment.Result.BlastRadius, assessment.Result.BlastRadiusDetail);
        AssessmentOutput.PasswordPolicy(output, assessment.PasswordPolicies);
        verdict.Write(output);
        return verdict.ExitCode;
    }

    // An account that a person named and that is not there is an error; one that cannot be found is an answer.
    private static int WithoutAccount(Terminal terminal, bool json, ForestSession session, Reading<ConnectorAccount> account, bool named)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonOutput.Serialize(new { forest = session.Forest, gaps = session.Discovered.Gaps, account }));
        }
        else
        {
            var output = new Tables(terminal);
            ForestOutput.Write(output, session.Discovered);
            ForestOutput.Write(output, account, session.Forest);
        }

        if (named)
        {
            new Failure("Account", account.UnknownReason!, "Check the name, or leave --account away to have it discovered.").Print(terminal, json: false);
        }

        return named ? ExitCode.Failed : ExitCode.PendingOrUnknown;
    }
}
