using System.Globalization;
using PasswordWriteback.Relay.Ledger;

namespace PasswordWriteback.Relay.Service;

/// <summary>What the service last did, from its files alone; asks nobody.</summary>
/// <param name="Enrolment">Who it is.</param>
/// <param name="Running">Whether the service runs.</param>
/// <param name="Connected">Whether it runs and its last heartbeat is not overdue.</param>
/// <param name="LastHeartbeat">When it last reached its cloud; null: never.</param>
/// <param name="Ledger">What is in its ledger.</param>
/// <param name="Refused">The messages that it refused last, newest first.</param>
public sealed record RelayStatus(
    Enrolment Enrolment, bool Running, bool Connected, DateTimeOffset? LastHeartbeat, LedgerCounts Ledger, IReadOnlyList<RefusedMessage> Refused)
{
    private const int RefusedShown = 5;

    /// <summary>A heartbeat may be late by this much before it counts as missing.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(15);

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">This server is not enrolled, or a file is damaged.</exception>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read.</exception>
    public static RelayStatus Read(string stateFolder, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var enrolment = Enrolment.Read(stateFolder);
        var running = StateLock.IsTaken(stateFolder);
        if (!File.Exists(Path.Combine(stateFolder, CommandLedger.FileName)))
        {
            // It has never run: the service makes the ledger at its first start.
            return new RelayStatus(enrolment, running, Connected: false, LastHeartbeat: null, new LedgerCounts(0, 0, 0, 0, 0), []);
        }

        using var ledger = CommandLedger.OpenToRead(stateFolder, time);
        DateTimeOffset? heartbeat = DateTimeOffset.TryParse(
            ledger.Note(LedgerNotes.Heartbeat), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at) ? at : null;
        var connected = running && heartbeat > time.GetUtcNow() - RelayLimits.Heartbeat - Late;
        return new RelayStatus(enrolment, running, connected, heartbeat, ledger.Counts(), ledger.Refused(RefusedShown));
    }
}
