using System.CommandLine;
using System.Globalization;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Hosting;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>status</c>: what the service last did, from its files and its service manager alone; asks nobody else.</summary>
internal static class StatusCommand
{
    public static Command Create(Terminal terminal, ServiceMachine machine, TimeProvider time)
    {
        var json = RelayCommandLine.JsonOption();
        var state = StateFolder.Option();
        var command = new Command("status", "Says whether the service runs, when it last reached its cloud, and what is in its ledger.") { state };
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            var folder = Path.GetFullPath(result.GetValue(state) ?? StateFolder.Default());
            var status = RelayStatus.Read(folder, time);
            var service = await machine.Control.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (result.GetValue(json))
            {
                var enrolment = status.Enrolment;
                terminal.Out.WriteLine(JsonOutput.Serialize(new
                {
                    enrolment.RelayId, enrolment.TenantId, enrolment.Forest, enrolment.Cloud, status.Running, status.Connected, status.LastHeartbeat, status.Ledger, status.Refused, service,
                }));
            }
            else
            {
                Write(new Tables(terminal), status, ServiceLine.Of(machine.Control.Name, service));
            }

            return status.Connected ? ExitCode.Done : ExitCode.PendingOrUnknown;
        });
    }

    private static void Write(Tables output, RelayStatus status, string service)
    {
        var (enrolment, running, connected, heartbeat, counts, refused) = status;
        output.Line($"Relay {enrolment.RelayId} of tenant {enrolment.TenantId}, forest {enrolment.Forest}, at {enrolment.Cloud}");
        if (!running)
        {
            output.Bad("The service does not run.");
        }
        else if (connected)
        {
            output.Good("The service runs, and reaches its cloud.");
        }
        else
        {
            output.Warn("The service runs, but its last heartbeat is overdue. Its log says why.");
        }

        output.Line(service);
        output.Line($"Last heartbeat: {(heartbeat is { } at ? at.ToString("u", CultureInfo.InvariantCulture) : "never")}");
        output.Heading("Ledger");
        output.Table(
            ["Waiting", "At work", "Ended", "Answers to send", "Messages refused"],
            [[Text(counts.Received), Text(counts.Running), Text(counts.Done), Text(counts.Unsent), Text(counts.Refused)]]);
        if (refused.Count > 0)
        {
            output.Heading("Refused last");
            output.Table(
                ["At", "Reason", "Event", "Detail"],
                refused.Select(line => (IReadOnlyList<string>)[line.At.ToString("u", CultureInfo.InvariantCulture), line.Reason, Text(line.EventId), line.Detail]));
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
