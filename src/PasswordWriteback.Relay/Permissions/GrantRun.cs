using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Replication;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>One grant from its first check to its last proof.</summary>
internal sealed class GrantRun(
    IDirectoryConnector connector,
    GrantRecordStore records,
    TimeProvider time,
    PropagationWatch? propagation,
    GrantRequest request,
    PermissionPlan plan,
    GrantRecord record)
    : IAsyncDisposable
{
    private readonly Sid _account = Sid.Parse(plan.AccountSid);
    private readonly DescriptorAgreement _agreement = new(connector, request.Forest, request.RequiredControllers);
    private readonly Dictionary<string, WritingConnection> _connections = new(StringComparer.OrdinalIgnoreCase);
    private GrantRecord _record = record;

    public async Task<GrantResult> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var target in plan.Targets)
        {
            if (await SettleAsync(target, cancellationToken).ConfigureAwait(false) is { } unsettled)
            {
                return unsettled;
            }
        }

        var pending = plan.Targets.Where(target => Recorded(target)?.Grant.State is not RecordedState.Written).ToList();
        foreach (var target in pending)
        {
            if (await CheckAsync(target, cancellationToken).ConfigureAwait(false) is { } obstacle)
            {
                return obstacle;
            }
        }

        foreach (var target in pending)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await WriteAsync(target, cancellationToken).ConfigureAwait(false) is { } failure)
            {
                return failure;
            }
        }

        return Result(WriteOutcome.Written, $"{plan.Targets.Sum(target => target.Aces.Count)} ACEs are on {plan.Targets.Count} objects, and read back as planned.{_agreement.PassedOver}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>What an earlier attempt left: a write that was announced is looked up in the directory.</summary>
    private async Task<GrantResult?> SettleAsync(PlannedTarget target, CancellationToken cancellationToken)
    {
        if (Recorded(target) is not { } recorded)
        {
            return null;
        }

        if (recorded.Grant.State == RecordedState.ConcurrentChange)
        {
            return Result(WriteOutcome.ConcurrentChange, $"{target.Dn} was written while somebody else wrote it, too. Look at it before going on.");
        }

        if (recorded.Grant.State != RecordedState.AboutToWrite)
        {
            return null;
        }

        var connection = await ConnectAsync(recorded.Grant.Server, cancellationToken).ConfigureAwait(false);
        // Where the write never happened, the ordinary checks decide whether it still may.
        var (write, differences) = await WriteSettlement.GrantAsync(connection, recorded, time, cancellationToken).ConfigureAwait(false);
        Save(recorded with { Grant = write });
        return differences.Count == 0 ? null : Concurrent(target, differences);
    }

    /// <summary>Checks one target before anything is written.</summary>
    private async Task<GrantResult?> CheckAsync(PlannedTarget target, CancellationToken cancellationToken)
    {
        if (Controller(target) is null)
        {
            return Result(
                WriteOutcome.PlanStale, $"{target.Server} is not the PDC emulator of {target.Domain} any more; the plan was made for it. Make a new plan.");
        }

        var connection = await ConnectAsync(target.Server, cancellationToken).ConfigureAwait(false);
        var now = await DescriptorReading.ReadAsync(connection, target.Dn, cancellationToken).ConfigureAwait(false);
        return WhyNot(target, now) is { } obstacle
            ? obstacle
            : await _agreement.FindDisagreementAsync(target.Domain, target.Server, now, cancellationToken).ConfigureAwait(false) is { } disagreement
                ? Result(WriteOutcome.ChangeInFlight, disagreement)
                : null;
    }

    private async Task<GrantResult?> WriteAsync(PlannedTarget target, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(target.Server, cancellationToken).ConfigureAwait(false);
        var invocationId = await DaclWriter.InvocationIdAsync(connection, Controller(target)!, cancellationToken).ConfigureAwait(false);
        var before = await DescriptorReading.ReadAsync(connection, target.Dn, cancellationToken).ConfigureAwait(false);
        if (WhyNot(target, before) is { } obstacle)
        {
            return obstacle;
        }

        var writer = new DaclWriter(connection, target.Server, time);
        var aces = PlanBuilder.AcesOf(target, _account);
        var announced = new RecordedTarget(target.Dn, target.Domain, writer.Announce(before, invocationId, aces));
        Save(announced);
        try
        {
            var (write, differences) = await writer.WriteAsync(announced.Grant, before, DaclChange.Adding(aces)).ConfigureAwait(false);
            Save(announced with { Grant = write });
            _connections[target.Server].Wrote(target.Dn);
            return differences.Count == 0 ? null : Concurrent(target, differences);
        }
        catch (DirectoryException exception) when (exception.Fault is DirectoryFault.AccessDenied or DirectoryFault.NoSuchObject or DirectoryFault.Refused)
        {
            await NoteRefusalAsync(connection, announced).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A refused modify changed nothing; a refused read after it may follow a write, and is left to the next attempt.</summary>
    private async Task NoteRefusalAsync(IDirectoryConnection connection, RecordedTarget announced)
    {
        try
        {
            var now = await DescriptorReading.ReadAsync(connection, announced.Dn, CancellationToken.None).ConfigureAwait(false);
            if (now.Stamp.Version == announced.Grant.VersionBefore)
            {
                Save(announced with { Grant = announced.Grant with { State = RecordedState.NotWritten, At = time.GetUtcNow() } });
            }
        }
        catch (DirectoryException)
        {
            // The record keeps saying AboutToWrite, which is the truth.
        }
    }

    // What is inherited is not part of the plan, but it takes room, and may have grown since.
    private GrantResult? WhyNot(PlannedTarget target, DescriptorReading now) => ExplicitAces.Hash(now.Descriptor) != target.ExplicitAces
        ? Result(
            WriteOutcome.PlanStale,
            $"The permissions of {target.Dn} are not as the plan saw them (version {target.Version} then, {now.Stamp.Version} now, "
            + $"last written {now.Stamp.At:u}). Look at what changed and make a new plan.")
        : DaclChange.Adding(PlanBuilder.AcesOf(target, _account)).FindObstacle(now.Descriptor) is { } reason
            ? Result(WriteOutcome.Refused, $"{target.Dn} was left as it is. {reason}")
            : null;

    private GrantResult Concurrent(PlannedTarget target, IReadOnlyList<string> differences) => Result(
        WriteOutcome.ConcurrentChange,
        $"{target.Dn} was written, but somebody else wrote it at the same time; nothing was written again.\n{string.Join('\n', differences)}");

    private GrantResult Result(WriteOutcome outcome, string detail)
    {
        var writes = _record.GrantWrites();
        return new GrantResult(outcome, writes, detail, _record.Targets.Count == 0 ? null : records.PathOf(_record.RunId));
    }

    private RecordedTarget? Recorded(PlannedTarget target) =>
        _record.Targets.FirstOrDefault(known => DistinguishedName.Same(known.Dn, target.Dn));

    private DomainController? Controller(PlannedTarget target) => request.Forest.Domains
        .Where(domain => domain.DnsName.Equals(target.Domain, StringComparison.OrdinalIgnoreCase))
        .Select(domain => domain.PdcEmulator)
        .FirstOrDefault(pdc => pdc is not null && pdc.HostName.Equals(target.Server, StringComparison.OrdinalIgnoreCase));

    private void Save(RecordedTarget target) => records.Save(_record = _record.With(target));

    private async Task<IDirectoryConnection> ConnectAsync(string server, CancellationToken cancellationToken)
    {
        if (!_connections.TryGetValue(server, out var open))
        {
            var connection = await connector.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
            _connections[server] = open = new WritingConnection(connection, server, propagation);
        }

        return open.Connection;
    }
}
