using System.Collections.Concurrent;
using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.EventLog;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.PasswordPolicy;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Replication;

namespace PasswordWriteback.Relay.Commands;

/// <summary>
/// Carries out the closed set of commands against one forest. Every command starts from a discovery of its own:
/// nothing that a command says about the directory is believed.
/// </summary>
public sealed class RelayCommandExecutor(
    RelaySettings settings,
    IDirectoryConnector connector,
    IEntraConnectServer connectServer,
    IWritebackEventLog eventLog,
    TimeProvider time)
{
    private readonly PlanStore _plans = new(settings.StateFolder);
    private readonly GrantRecordStore _records = new(settings.StateFolder);
    private readonly ConnectSwitch _switch = new(connectServer, settings.StateFolder);
    private readonly ConcurrentDictionary<string, IReadOnlyList<ControllerConfirmation>> _confirmations = new(StringComparer.Ordinal);

    /// <summary>Pause between two looks at a command that waits for an administrator.</summary>
    public static readonly TimeSpan ParkedPause = TimeSpan.FromSeconds(10);

    /// <summary>Carries out one command to its end, also where that waits for an administrator. A failure is a reply; only cancellation throws.</summary>
    public async Task<RelayReply> ExecuteAsync(RelayCommand command, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await AdvanceAsync(command, cancellationToken).ConfigureAwait(false) is CommandState.Answered answered)
            {
                return answered.Reply;
            }

            await Task.Delay(ParkedPause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Carries out one command as far as it goes without waiting for a person. A failure is a reply; only cancellation throws.
    /// A repeated call goes on where the last one stopped, also in another process.
    /// </summary>
    public async Task<CommandState> AdvanceAsync(RelayCommand command, CancellationToken cancellationToken) =>
        new CommandState.Answered(await CarryOutAsync(command, cancellationToken).ConfigureAwait(false));

    private async Task<RelayReply> CarryOutAsync(RelayCommand command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        try
        {
            return command switch
            {
                SetConnectWriteback set => new ConnectWritebackSet(
                    set.CommandId, await _switch.TurnAsync(set, cancellationToken).ConfigureAwait(false)),
                _ => await ExecuteInForestAsync(command, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (DirectoryException failure)
        {
            return new CommandFailed(command.CommandId, failure.Fault.ToString(), failure.Message, failure.Remedy);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new CommandFailed(
                command.CommandId,
                "RelayState",
                $"The relay could not use its own files: {failure.Message}",
                $"See to the files below the relay's state folder ({settings.StateFolder}).");
        }
    }

    private async Task<RelayReply> ExecuteInForestAsync(RelayCommand command, CancellationToken cancellationToken)
    {
        var discovered = await new ForestDiscoverer(connector).DiscoverAsync(cancellationToken).ConfigureAwait(false);
        var forest = discovered.Forest;
        if (!forest.RootDnsName.Equals(command.Forest, StringComparison.OrdinalIgnoreCase))
        {
            return new CommandFailed(
                command.CommandId,
                "WrongForest",
                $"The command is for forest {command.Forest}; this relay stands in {forest.RootDnsName}.",
                "Correct the forest in the tenant's record, or enrol a relay in that forest.");
        }

        switch (command)
        {
            case ReadPasswordPolicy read:
                return new PasswordPolicyRead(
                    read.CommandId, await new PasswordPolicyReader(connector).ReadAsync(forest, cancellationToken).ConfigureAwait(false));
            case CollectEvidence collect:
                return new EvidenceCollected(
                    collect.CommandId,
                    await new EvidenceCollector(eventLog, connector, settings.Policy.Read().Policy.CanaryUser)
                        .CollectAsync(forest, collect.Since, cancellationToken).ConfigureAwait(false));
        }

        var connect = await connectServer.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (command is RevokePermissions revoke)
        {
            return await RevokeAsync(revoke, forest, connect, cancellationToken).ConfigureAwait(false);
        }

        var hint = new ConnectorAccountHint(settings.ConnectorAccount, AccountOf(forest, connect));
        var account = await new ConnectorAccountFinder(connector).FindAsync(forest, hint, cancellationToken).ConfigureAwait(false);
        if (command is Discover discover)
        {
            return new Discovered(discover.CommandId, forest, discovered.Gaps, account, connect);
        }

        return account.IsKnown
            ? await ExecuteForAccountAsync(command, forest, account.Value, connect, cancellationToken).ConfigureAwait(false)
            : new CommandFailed(
                command.CommandId,
                "ConnectorAccountUnknown",
                account.UnknownReason,
                "Name the connector account in the relay's settings; Entra Connect shows it under Synchronized Directories.");
    }

    private async Task<RelayReply> ExecuteForAccountAsync(
        RelayCommand command,
        DirectoryForest forest,
        ConnectorAccount account,
        Reading<ConnectReading> connect,
        CancellationToken cancellationToken)
    {
        switch (command)
        {
            case AssessPermissions assess:
                var request = new AssessmentRequest(forest, account, settings.Policy.Read().Policy.Permissions, connect.Value);
                var found = await new PermissionAssessor(connector, _plans, time)
                    .AssessAsync(request, cancellationToken).ConfigureAwait(false);
                var policies = await new PasswordPolicyReader(connector).ReadAsync(forest, cancellationToken).ConfigureAwait(false);
                return new Assessed(assess.CommandId, found.Scopes, found.Plan, ForTheCloud(found.Coverage), found.BlastRadius, policies);
            case GrantPermissions grant:
                var granted = await new PermissionGranter(connector, _plans, _records, time)
                    .GrantAsync(new GrantRequest(grant.RunId, grant.PlanHash, forest, account, Required(forest, connect)), cancellationToken)
                    .ConfigureAwait(false);
                return new Granted(grant.CommandId, granted.Outcome, granted.Writes, granted.Detail, granted.RecordPath);
            case ConfirmReplication confirm:
                return await ConfirmAsync(confirm, forest, account, connect, cancellationToken).ConfigureAwait(false);
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "This relay does not know the command.");
        }
    }

    private async Task<RelayReply> RevokeAsync(
        RevokePermissions revoke, DirectoryForest forest, Reading<ConnectReading> connect, CancellationToken cancellationToken)
    {
        if (_records.Find(revoke.GrantRunId) is null)
        {
            return NoRecord(revoke.CommandId, revoke.GrantRunId);
        }

        var result = await new PermissionRevoker(connector, time)
            .RevokeAsync(new RevokeRequest(_records.PathOf(revoke.GrantRunId), forest, Required(forest, connect)), cancellationToken)
            .ConfigureAwait(false);
        return new Revoked(revoke.CommandId, result.Outcome, result.Writes, result.Detail);
    }

    private async Task<RelayReply> ConfirmAsync(
        ConfirmReplication confirm,
        DirectoryForest forest,
        ConnectorAccount account,
        Reading<ConnectReading> connect,
        CancellationToken cancellationToken)
    {
        if (confirm.GrantRunId is { } granted && _records.Find(granted) is null)
        {
            return NoRecord(confirm.CommandId, granted);
        }

        var writes = confirm.GrantRunId is { } runId
            ? RecordedWrites.From(_records.Find(runId)!)
            : await new PermissionsInPlace(connector)
                .ReadAsync(new AssessmentRequest(forest, account, settings.Policy.Read().Policy.Permissions, connect.Value), cancellationToken)
                .ConfigureAwait(false);
        var key = confirm.GrantRunId ?? string.Empty;
        var confirmation = await new ReplicationConfirmer(connector, time).ConfirmAsync(
            new ConfirmationRequest(forest, writes)
            {
                Connect = connect.Value,
                Named = settings.Policy.Read().Policy.RequiredControllers,
                Previous = _confirmations.GetValueOrDefault(key) ?? [],
            },
            cancellationToken).ConfigureAwait(false);
        _confirmations[key] = confirmation.Controllers;
        return new ReplicationChecked(confirm.CommandId, confirmation.Controllers, confirmation.Alarms);
    }

    // Names of protected accounts stay on the relay: the report shows how many there are.
    private static CoverageSummary ForTheCloud(CoverageSummary coverage) => coverage with
    {
        Groups =
        [
            .. coverage.Groups.Select(group => group.Reason is CoverageReason.ProtectedByDesign or CoverageReason.OrphanedAdminCount
                ? group with { Examples = [] }
                : group),
        ],
    };

    private static CommandFailed NoRecord(Guid commandId, string runId) => new(
        commandId,
        "NoRecord",
        $"This relay has no rollback record of run {runId}.",
        "Use the relay that made the grant, or the record's file with the relay's command line on the server.");

    private static string? AccountOf(DirectoryForest forest, Reading<ConnectReading> connect) => connect.Value?.Connectors
        .FirstOrDefault(connector => connector.Forest.Equals(forest.RootDnsName, StringComparison.OrdinalIgnoreCase))?.AccountName;

    private IReadOnlyList<string> Required(DirectoryForest forest, Reading<ConnectReading> connect) =>
    [
        .. forest.Domains
            .SelectMany(domain => RequiredControllers.Of(domain, connect.Value, settings.Policy.Read().Policy.RequiredControllers).Keys)
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];
}
