using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.Approval;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.State;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>apply</c>: plans, asks, records how to undo it, and writes.</summary>
internal static class ApplyCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var json = RelayCommandLine.JsonOption();
        var connection = new ConnectionArguments();
        var grant = new GrantArguments();
        var state = StateFolder.Option();
        var yes = new Option<bool>("--yes") { Description = "Write without asking." };
        var hash = new Option<string?>("--plan") { Description = "Write this plan and no other; 'plan' printed its hash.", HelpName = "HASH" };
        var require = RequiredControllerOption();
        var policy = PolicyOption.Create();
        var command = new Command("apply", "Writes the missing rights, one write per object, after it has recorded how to take them back.") { state, yes, hash, require, policy };
        connection.AddTo(command);
        grant.AddTo(command);
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            var planned = result.GetValue(hash);
            if (planned is not null)
            {
                grant.RefuseBesidePlan(result);
            }

            var settings = grant.Settings(result);
            var connect = planned is null ? await LocalConnect.RequireAsync(settings, server: null, cancellationToken).ConfigureAwait(false) : null;
            if (!result.GetValue(yes) && !terminal.IsInteractive)
            {
                throw new UsageException("apply changes the directory and nobody is here to ask.", "Look at the plan first ('relay plan'), then add --yes.");
            }

            var folder = result.GetValue(state) ?? StateFolder.Default();
            var session = await ForestSession.OpenAsync(connection.Read(result), cancellationToken).ConfigureAwait(false);
            using var local = new LocalGrant(session.Connector, folder, time);
            if (planned is not null && local.Find(planned) is { } waiting)
            {
                return await ParkedPlan.ApplyAsync(
                    terminal,
                    result.GetValue(json),
                    local,
                    waiting,
                    PolicyOption.Read(result.GetValue(policy)),
                    session,
                    Required(session.Forest, result.GetValue(require)),
                    () => result.GetValue(yes) || Agreed(terminal),
                    cancellationToken).ConfigureAwait(false);
            }

            if (planned is not null && local.WhyNobodyWaits(planned) is { } over)
            {
                throw new UsageException($"No run waits for this plan any more. {over}", "Start a run, and write the plan that it asks for; or make a plan of your own with 'relay plan' and a --state-folder of your own.");
            }

            var account = await session.RequireAccountAsync(grant.Account(result), cancellationToken).ConfigureAwait(false);
            var required = Required(session.Forest, result.GetValue(require));
            var plan = planned is null
                ? await PlanAsync(terminal, result.GetValue(json), session, account, settings, connect, folder, cancellationToken).ConfigureAwait(false)
                : Kept(folder, planned, terminal, result.GetValue(json));
            if (!result.GetValue(yes) && plan.Targets.Count > 0 && plan.Refusals.Count == 0 && !Agreed(terminal))
            {
                terminal.Error.WriteLine("Nothing was written.");
                return ExitCode.Failed;
            }

            var records = new GrantRecordStore(folder);
            var granter = new PermissionGranter(session.Connector, new PlanStore(folder), records, time);
            var request = new GrantRequest(NewRunId(time), plan.Hash, session.Forest, account, required);
            try
            {
                using var turns = new WriteTurns(folder, time);
                using var turn = await turns.TakeAsync(LocalGrant.Turn, cancellationToken).ConfigureAwait(false);
                return WriteOutput.Write(terminal, result.GetValue(json), await granter.GrantAsync(request, cancellationToken).ConfigureAwait(false));
            }
            catch
            {
                NameRecord(terminal, records.PathOf(request.RunId));
                throw;
            }
        });
    }

    // Whoever sees the error has to find the way back, whatever was written before it.
    private static void NameRecord(Terminal terminal, string path)
    {
        if (File.Exists(path))
        {
            terminal.Error.WriteLine($"Rollback record: {path}");
        }
    }

    /// <summary>Domain controllers to wait for besides the PDC emulators.</summary>
    internal static Option<string[]> RequiredControllerOption() => new("--require")
    {
        Description = "Domain controller that must have the change too, besides the PDC emulators (repeatable).",
        HelpName = "HOST",
    };

    /// <summary>The controllers that --require names.</summary>
    /// <exception cref="UsageException">One is no writable domain controller of the forest: it would silently be waited for by nobody.</exception>
    internal static IReadOnlyList<string> Named(DirectoryForest forest, string[]? named) =>
        RequiredControllers.FindUnknown(forest, named ?? []) is { } unknown
            ? throw new UsageException(
                $"'{unknown}' is no writable domain controller of {forest.RootDnsName}.", "'relay check' lists them; --require names one of them.")
            : named ?? [];

    /// <summary>Host names of the required controllers of all domains.</summary>
    /// <exception cref="UsageException">As of <see cref="Named"/>.</exception>
    internal static IReadOnlyList<string> Required(DirectoryForest forest, string[]? named) =>
        [.. forest.Domains.SelectMany(domain => RequiredControllers.Of(domain, connect: null, Named(forest, named)).Keys)];

    private static async Task<PermissionPlan> PlanAsync(
        Terminal terminal, bool json, ForestSession session, ConnectorAccount account, PermissionSettings settings, ConnectReading? connect, string folder, CancellationToken cancellationToken)
    {
        var assessment = await Assessment.MakeAsync(session, account, settings, connect, folder, cancellationToken).ConfigureAwait(false);
        if (!json)
        {
            PlanCommand.Write(new Tables(terminal), assessment);
        }

        return assessment.Result.Plan;
    }

    private static PermissionPlan Kept(string folder, string hash, Terminal terminal, bool json)
    {
        var plan = new PlanStore(folder).Find(hash)
            ?? throw new UsageException($"There is no plan {hash} in {folder}.", "Run 'relay plan' and give the hash that it prints.");
        if (!json)
        {
            PlanOutput.Write(new Tables(terminal), plan);
        }

        return plan;
    }

    private static bool Agreed(Terminal terminal)
    {
        terminal.Out.Write("Write this to the directory? Type yes: ");
        return string.Equals(terminal.In.ReadLine()?.Trim(), "yes", StringComparison.OrdinalIgnoreCase);
    }

    // Sorts by time, and two runs in the same second stay apart.
    private static string NewRunId(TimeProvider time) => string.Create(
        CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}");
}
