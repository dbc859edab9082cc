using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Commands;

/// <summary>
/// Says what an interrupted command has written, by reading the directory and the Entra Connect server: the records that were on
/// disk before each write say where to look. Writes nothing but those records.
/// </summary>
/// <param name="stateFolder">The relay's state folder.</param>
/// <param name="connector">Opens connections to domain controllers.</param>
/// <param name="connectServer">The Entra Connect server.</param>
/// <param name="time">The clock.</param>
public sealed class InterruptedCommands(string stateFolder, IDirectoryConnector connector, IEntraConnectServer connectServer, TimeProvider time)
{
    private readonly GrantRecordStore _records = new(stateFolder);
    private readonly PlanStore _plans = new(stateFolder);

    /// <summary>What the command has written until now, as its reply; null when it has written nothing.</summary>
    /// <exception cref="DirectoryException">A domain controller that was written to cannot be read; the truth is not known yet.</exception>
    /// <exception cref="InvalidDataException">A record is damaged; the truth cannot be known from here.</exception>
    public async Task<RelayReply?> SettleAsync(RelayCommand command, CancellationToken cancellationToken) => command switch
    {
        GrantPermissions grant when RunFileName.IsValid(grant.RunId) => await SettleAsync(grant, cancellationToken).ConfigureAwait(false),
        RevokePermissions revoke when RunFileName.IsValid(revoke.GrantRunId) => await SettleAsync(revoke, cancellationToken).ConfigureAwait(false),
        SetConnectWriteback set => await SettleAsync(set, cancellationToken).ConfigureAwait(false),
        _ => null,
    };

    /// <summary>Where a person finds out what a command has written, when <see cref="SettleAsync(RelayCommand, CancellationToken)"/> cannot tell.</summary>
    public string WhereToLook(RelayCommand command) => command switch
    {
        GrantPermissions grant => $"Compare the objects named in {_records.PathOf(grant.RunId)} with the directory ('relay confirm' does).",
        RevokePermissions revoke => $"Compare the objects named in {_records.PathOf(revoke.GrantRunId)} with the directory; 'relay rollback' can be repeated.",
        SetConnectWriteback set => $"Compare Entra Connect's writeback switch and settings with {ConnectSwitch.PathOf(stateFolder, set)}.",
        _ => "It writes nothing: repeat it.",
    };

    private async Task<RelayReply?> SettleAsync(GrantPermissions grant, CancellationToken cancellationToken)
    {
        if (_records.Find(grant.RunId) is not { } record || record.PlanHash != grant.PlanHash)
        {
            return null;
        }

        var differences = new List<string>();
        foreach (var target in record.Targets.Where(target => target.Grant.State == RecordedState.AboutToWrite))
        {
            var connection = await connector.ConnectAsync(target.Grant.Server, cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var (write, found) = await WriteSettlement.GrantAsync(connection, target, time, cancellationToken).ConfigureAwait(false);
                differences.AddRange(found);
                _records.Save(record = record.With(target with { Grant = write }));
            }
        }

        var writes = record.GrantWrites();
        var (outcome, detail) = Outcome(
            [.. record.Targets.Select(target => target.Grant)], _plans.Find(grant.PlanHash)?.Targets.Count ?? record.Targets.Count, differences);
        return writes.Count == 0 ? null : new Granted(grant.CommandId, outcome, writes, detail, _records.PathOf(grant.RunId));
    }

    private async Task<RelayReply?> SettleAsync(RevokePermissions revoke, CancellationToken cancellationToken)
    {
        if (_records.Find(revoke.GrantRunId) is not { } record)
        {
            return null;
        }

        var differences = new List<string>();
        foreach (var target in record.Targets.Where(target => target.Rollback is { State: RecordedState.AboutToWrite }))
        {
            var connection = await connector.ConnectAsync(target.Rollback!.Server, cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var (write, found) = await WriteSettlement.RollbackAsync(connection, target, time, cancellationToken).ConfigureAwait(false);
                differences.AddRange(found);
                _records.Save(record = record.With(target with { Rollback = write }));
            }
        }

        var writes = record.RollbackWrites();
        var granted = record.Targets.Count(target => target.Grant.State != RecordedState.NotWritten);
        var (outcome, detail) = Outcome([.. record.Targets.Select(target => target.Rollback).OfType<RecordedWrite>()], granted, differences);
        return writes.Count == 0 ? null : new Revoked(revoke.CommandId, outcome, writes, detail);
    }

    private async Task<RelayReply?> SettleAsync(SetConnectWriteback set, CancellationToken cancellationToken)
    {
        if (ConnectSwitch.Earlier(stateFolder, set) is not { } before)
        {
            return null;
        }

        var now = await connectServer.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!now.IsKnown)
        {
            throw new DirectoryException(
                DirectoryFault.Unreachable, before.ServerName, $"Whether the switch was turned is not known: {now.UnknownReason}", "Look at Entra Connect on this server.");
        }

        return now.Value.WritebackEnabled == set.Enabled && before.WritebackEnabled != set.Enabled
            ? new ConnectWritebackSet(
                set.CommandId,
                Reading.Known(new ConnectSwitchResult(before, now.Value, ConnectComparison.OtherDifferences(before, now.Value))))
            : null;
    }

    private static (WriteOutcome Outcome, string Detail) Outcome(IReadOnlyList<RecordedWrite> writes, int planned, List<string> differences)
    {
        var done = writes.Count(write => write.State == RecordedState.Written);
        return writes.Any(write => write.State == RecordedState.ConcurrentChange)
            ? (WriteOutcome.ConcurrentChange, $"The work was interrupted, and somebody else wrote at the same time.\n{string.Join('\n', differences)}".TrimEnd())
            : done == planned
                ? (WriteOutcome.Written, $"The work was interrupted after the last write: {done} objects are as planned.")
                : (WriteOutcome.PlanStale, $"The work was interrupted: {done} of {planned} objects are written, the others are as they were.");
    }
}
