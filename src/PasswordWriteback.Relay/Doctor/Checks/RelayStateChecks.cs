using System.Globalization;
using PasswordWriteback.Relay.Keys;
using PasswordWriteback.Relay.Ledger;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.Relay.Doctor.Checks;

/// <summary>The relay's own files on this server: enrolment, key, service, policy. The same readers as the service itself.</summary>
internal sealed class RelayStateChecks(string stateFolder, RelayPolicySource policy, string policyPath, TimeProvider time)
{
    private const string NotEnrolled = "This server is not enrolled; only the service needs it.";

    public IReadOnlyList<DoctorCheck> Checks =>
    [
        new("enrolment", "It names the relay's cloud, tenant and forest. Without it there is no service.", Now(Enrolled)) { Subject = stateFolder },
        new("relay-key", "The relay proves to its cloud with this key that it is itself. Without it the cloud hands out no access.", Now(Key)) { Subject = stateFolder },
        new("service", "Commands are carried out only while the service runs and reaches its cloud.", Now(Service)) { Subject = stateFolder },
        new("policy-file", "It is what an administrator of this server allows the relay. One that cannot be relied on refuses every write.", Now(Policy)) { Subject = policyPath },
    ];

    private static Func<CheckLines, CancellationToken, Task> Now(Action<CheckLines> look) => (lines, _) =>
    {
        look(lines);
        return Task.CompletedTask;
    };

    private void Enrolled(CheckLines lines)
    {
        if (Read(lines) is { } enrolment)
        {
            lines.Ok(stateFolder, $"Relay {enrolment.RelayId} of tenant {enrolment.TenantId}, forest {enrolment.Forest}, at {enrolment.Cloud}.");
        }
    }

    private void Key(CheckLines lines)
    {
        if (Read(lines, report: false) is not { } enrolment)
        {
            lines.NotApplicable(stateFolder, NotEnrolled);
            return;
        }

        try
        {
            using var key = new RelayKeyStore(RelayHost.KeyFolder(stateFolder)).Open(enrolment.KeyId);
            lines.Ok(stateFolder, $"Key {key.Id} opens.");
        }
        catch (RelayKeyException fault)
        {
            lines.Failed(stateFolder, fault.Message, "Run it as the service's account or an administrator; if the key is lost, enrol this relay again.");
        }
    }

    private void Service(CheckLines lines)
    {
        if (Read(lines, report: false) is null)
        {
            lines.NotApplicable(stateFolder, NotEnrolled);
            return;
        }

        try
        {
            var status = RelayStatus.Read(stateFolder, time);
            var heartbeat = status.LastHeartbeat?.ToString("u", CultureInfo.InvariantCulture) ?? "never";
            if (status.Connected)
            {
                lines.Ok(stateFolder, $"The service runs; last heartbeat {heartbeat}.");
            }
            else if (status.Running)
            {
                lines.Failed(stateFolder, $"The service runs, but its last heartbeat is overdue: {heartbeat}.", "See its log, and the lines of the checks 'outbound' and 'queue'.");
            }
            else
            {
                lines.Warning(stateFolder, $"The service does not run; last heartbeat {heartbeat}.", "Start it ('relay run', or the service of that name).");
            }
        }
        catch (LedgerUnavailableException fault)
        {
            lines.Unknown(stateFolder, fault.Message, fault.Remedy);
        }
    }

    private void Policy(CheckLines lines)
    {
        var state = policy.Read();
        if (state.Problem is { } problem)
        {
            lines.Failed(policyPath, problem, "See 'relay policy check'; until then the relay reads, and writes nothing.");
        }
        else
        {
            lines.Ok(policyPath, state.Hash == PolicyState.NoFile
                ? "There is no file: the relay reads, and writes nothing."
                : $"Writing mode {PolicyRules.Word(state.Policy.WritingMode)}, SHA-256 {state.Hash}.");
        }
    }

    private Enrolment? Read(CheckLines lines, bool report = true)
    {
        if (!Enrolment.Exists(stateFolder))
        {
            if (report)
            {
                lines.NotApplicable(stateFolder, NotEnrolled);
            }

            return null;
        }

        try
        {
            return Enrolment.Read(stateFolder);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            if (report)
            {
                lines.Failed(stateFolder, damaged.Message, "Run it as the service's account or an administrator; if the file is damaged, enrol this relay again.");
            }

            return null;
        }
    }
}
