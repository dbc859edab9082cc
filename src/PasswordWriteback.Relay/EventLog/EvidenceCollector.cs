using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.EntraConnect.Canary;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.EventLog;

/// <summary>
/// Joins the events of the Connect server with the directory: what the log says of writeback, and whether a reset of the canary user
/// is seen to have arrived.
/// </summary>
/// <param name="eventLog">The Application log of the Connect server.</param>
/// <param name="connector">Opens connections.</param>
/// <param name="canaryUser">sAMAccountName or user principal name of the user whose resets prove that writeback works; null: nothing can be proven.</param>
public sealed class EvidenceCollector(IWritebackEventLog eventLog, IDirectoryConnector connector, string? canaryUser)
{
    private const int FailuresReported = 20;
    private const int Onboarded = 31005;
    private const int Heartbeat = 31019;

    /// <summary>Collects the evidence since a time; unknown when the log cannot be read.</summary>
    public async Task<Reading<WritebackEvidence>> CollectAsync(
        DirectoryForest forest, DateTimeOffset since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forest);
        var log = await eventLog.ReadAsync(since, cancellationToken).ConfigureAwait(false);
        if (!log.IsKnown)
        {
            return Reading.Unknown<WritebackEvidence>(log.UnknownReason);
        }

        var events = EventOrder.Sort(log.Value);
        var operations = OperationPairing.Pair(events);
        var (proof, gaps) = await ProveAsync(forest, operations, cancellationToken).ConfigureAwait(false);
        return Reading.Known(Sum(log.Value, since) with { Proof = proof, CanaryGaps = gaps });
    }

    /// <summary>
    /// Looks in the directory whether one of the successes, seen in the log of the Entra Connect server by another relay, is the canary's.
    /// Reads no log. They name nobody, so time joins them with what was written.
    /// </summary>
    /// <param name="forest">The forest.</param>
    /// <param name="successes">What that relay saw.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Reading<WritebackEvidence>> JoinAsync(
        DirectoryForest forest, IReadOnlyList<SeenSuccess> successes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forest);
        ArgumentNullException.ThrowIfNull(successes);
        List<OperationTrace> operations =
        [
            .. successes.OrderBy(success => success.At).Select(success => new OperationTrace(
                success.Operation, OperationOutcome.Succeeded, success.StartedAt, success.At, TrackingId: null, UserPrincipalName: null, SourceAnchor: null)),
        ];
        var (proof, gaps) = await ProveAsync(forest, operations, cancellationToken).ConfigureAwait(false);
        return Reading.Known(new WritebackEvidence(OnboardedAt: null, LastHeartbeat: null, proof, [], Log: null, gaps));
    }

    /// <summary>What the log alone says: nothing is proven by it.</summary>
    /// <param name="read">The events as they were read.</param>
    /// <param name="since">Start of the window.</param>
    public static WritebackEvidence Sum(IReadOnlyList<WritebackEvent> read, DateTimeOffset since)
    {
        ArgumentNullException.ThrowIfNull(read);
        var events = EventOrder.Sort(read);
        return new WritebackEvidence(
            WritebackLogReading.Newest(events, Onboarded),
            WritebackLogReading.Newest(events, Heartbeat),
            Proof: null,
            [.. events.Select(Failure).OfType<WritebackFailure>().TakeLast(FailuresReported)],
            WritebackLogReading.Sum(events, OperationPairing.Pair(events), since, IsComplete(read)));
    }

    private static bool IsComplete(IReadOnlyList<WritebackEvent> read) =>
        read.Count(entry => !WritebackEventTable.IsHashBatch(entry.Source, entry.EventId)) < IWritebackEventLog.MaxEvents;

    private static WritebackFailure? Failure(WritebackEvent entry) =>
        WritebackEventTable.Find(entry.Source, entry.EventId) is { Role: WritebackEventRole.Failed or WritebackEventRole.Trouble } meaning
            ? new WritebackFailure(entry.At, entry.EventId, WritebackErrorCode.Find(entry.Message)?.Known?.Meaning ?? meaning.Meaning)
            : null;

    private async Task<(ResetProof? Proof, IReadOnlyList<CanaryGap> Gaps)> ProveAsync(
        DirectoryForest forest, IReadOnlyList<OperationTrace> operations, CancellationToken cancellationToken)
    {
        if (canaryUser is null)
        {
            return (null, [new CanaryGap(CanaryPart.Named, "The relay's policy names no canary user.")]);
        }

        var reader = new CanaryReader(connector, forest);
        var found = await reader.FindAsync(canaryUser, cancellationToken).ConfigureAwait(false);
        if (found.Count > 1)
        {
            return (null, [new CanaryGap(CanaryPart.Found, $"{found.Count} domains have a user of the canary's name: name it by its user principal name.")]);
        }

        var judged = CanaryProof.Judge(operations, [.. found.Select(entry => entry.Sighting)]);
        if (found.Count == 0 || !judged.Gaps.Any(gap => gap.Part is CanaryPart.PwdLastSetRose or CanaryPart.NotExpired))
        {
            return judged;
        }

        // What the PDC emulator does not show yet may be under way from the domain controller that took it.
        var (domain, sighting) = found[0];
        var elsewhere = await reader.LookElsewhereAsync(domain, canaryUser, sighting.Server, cancellationToken).ConfigureAwait(false);
        return CanaryProof.Judge(operations, [sighting, .. elsewhere]);
    }
}
