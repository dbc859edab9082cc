using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Approval;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.EventLog;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.PasswordPolicy;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Replication;

namespace PasswordWriteback.Relay.Commands;

/// <summary>
/// The commands about the forest. Every one starts from a discovery of its own: nothing that a command says about the directory
/// is believed. The policy has been asked before.
/// </summary>
internal sealed class ForestCommands(
    RelaySettings settings,
    IDirectoryConnector connector,
    IEntraConnectServer connectServer,
    IWritebackEventLog eventLog,
    TimeProvider time)
{
    private readonly PlanStore _plans = new(settings.StateFolder);
    private readonly GrantRecordStore _records = new(settings.StateFolder);
    private readonly ConfirmationStore _confirmations = new(settings.StateFolder);
    private readonly PropagationWatch _propagation = new(time);
    private readonly ConnectSwitch _switch = new(connectServer, settings.StateFolder);

    /// <summary>Carries out one command that the policy allows.</summary>
    public async Task<RelayReply> ExecuteAsync(RelayCommand command, PolicyState policy, CancellationToken cancellationToken)
    {
        var discovered = await new ForestDiscoverer(connector).DiscoverAsync(cancellationToken).ConfigureAwait(false);
        var forest = discovered.Forest;
        if (!IsOf(command, forest))
        {
            return WrongForest(command, forest);
        }

        switch (command)
        {
            case ReadPasswordPolicy read:
                return new PasswordPolicyRead(
                    read.CommandId, await new PasswordPolicyReader(connector).ReadAsync(forest, cancellationToken).ConfigureAwait(false));
            case CollectEvidence collect:
                var collector = new EvidenceCollector(eventLog, connector, policy.Policy.CanaryUser);
                return new EvidenceCollected(
                    collect.CommandId,
                    collect.SeenElsewhere is { } seen
                        ? await collector.JoinAsync(forest, seen, cancellationToken).ConfigureAwait(false)
                        : await collector.CollectAsync(forest, collect.Since, cancellationToken).ConfigureAwait(false));
            case SetConnectWriteback set:
                return new ConnectWritebackSet(set.CommandId, await _switch.TurnAsync(set, cancellationToken).ConfigureAwait(false));
        }

        var connect = await connectServer.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (command is RevokePermissions revoke)
        {
            return await RevokeAsync(revoke, policy.Policy, forest, connect, cancellationToken).ConfigureAwait(false);
        }

        var account = await FindAccountAsync(policy.Policy, forest, connect, cancellationToken).ConfigureAwait(false);
        if (command is Discover discover)
        {
            var posture = await PostureReader.ReadAsync(connector, forest, policy, cancellationToken).ConfigureAwait(false);
            var surroundings = await new SyncServerFinder(connector).FindAsync(forest, connect.Value?.ServerName, cancellationToken).ConfigureAwait(false);
            var absent = !connect.IsKnown && await connectServer.IsAbsentAsync(cancellationToken).ConfigureAwait(false);
            return new Discovered(discover.CommandId, forest, discovered.Gaps, account, WithoutSettings(connect), posture, surroundings, absent);
        }

        return account.IsKnown
            ? await ExecuteForAccountAsync(command, policy, forest, account.Value, connect, cancellationToken).ConfigureAwait(false)
            : AccountUnknown(command, account.UnknownReason);
    }

    /// <summary>Parks a write for an administrator, after all that would refuse it anyway.</summary>
    public async Task<CommandState> ParkAsync(LocalApproval approval, RelayCommand command, PolicyState policy, CancellationToken cancellationToken)
    {
        var forest = (await new ForestDiscoverer(connector).DiscoverAsync(cancellationToken).ConfigureAwait(false)).Forest;
        if (!IsOf(command, forest))
        {
            return new CommandState.Answered(WrongForest(command, forest));
        }

        if (command is RevokePermissions revoke && _records.Find(revoke.GrantRunId) is null)
        {
            return new CommandState.Answered(NoRecord(command.CommandId, revoke.GrantRunId));
        }

        var connect = await connectServer.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (command is RevokePermissions asked && WritebackOn.Refuse(asked, connect) is { } on)
        {
            return new CommandState.Answered(on);
        }

        IReadOnlyList<string> scopes = [];
        if (command is GrantPermissions grant)
        {
            if (WrongTenant.Refuse(grant, connect) is { } wrong)
            {
                return new CommandState.Answered(wrong);
            }

            var account = await FindAccountAsync(policy.Policy, forest, connect, cancellationToken).ConfigureAwait(false);
            if (!account.IsKnown)
            {
                return new CommandState.Answered(AccountUnknown(command, account.UnknownReason));
            }

            var request = new GrantRequest(grant.RunId, grant.PlanHash, forest, account.Value, Required(policy.Policy, forest, connect));
            if (new PermissionGranter(connector, _plans, _records, time).FindAnswer(request) is { } answer)
            {
                return new CommandState.Answered(new Granted(grant.CommandId, answer.Outcome, answer.Writes, answer.Detail, answer.RecordPath));
            }

            scopes = PlanBasis.Find(settings.StateFolder, grant.PlanHash)!.Scopes;
        }

        return approval.Park(command, scopes, await ServiceAsync(forest, cancellationToken).ConfigureAwait(false));
    }

    private async Task<string?> ServiceAsync(DirectoryForest forest, CancellationToken cancellationToken)
    {
        var root = forest.Domains.First(domain => domain.DnsName.Equals(forest.RootDnsName, StringComparison.OrdinalIgnoreCase));
        var connection = await connector.ConnectToDomainAsync(root, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return (await OwnIdentity.ReadTokenAsync(connection, cancellationToken).ConfigureAwait(false))?.Account.ToString();
        }
    }

    private async Task<Reading<ConnectorAccount>> FindAccountAsync(
        RelayPolicy policy, DirectoryForest forest, Reading<ConnectReading> connect, CancellationToken cancellationToken)
    {
        var named = settings.ConnectorAccount ?? (policy.PinnedAccounts is [var only] ? only : null);
        var found = await new ConnectorAccountFinder(connector)
            .FindAsync(forest, new ConnectorAccountHint(named, AccountOf(forest, connect)), cancellationToken).ConfigureAwait(false);
        return found.IsKnown && policy.PinnedAccounts.Count > 0 && !policy.PinnedAccounts.Contains(found.Value.Sid, StringComparer.OrdinalIgnoreCase)
            ? Reading.Unknown<ConnectorAccount>($"{found.Value.SamAccountName} ({found.Value.Sid}) was found, which the relay's policy does not pin.")
            : found;
    }

    private async Task<RelayReply> ExecuteForAccountAsync(
        RelayCommand command,
        PolicyState policy,
        DirectoryForest forest,
        ConnectorAccount account,
        Reading<ConnectReading> connect,
        CancellationToken cancellationToken)
    {
        switch (command)
        {
            case AssessPermissions assess:
                var request = new AssessmentRequest(forest, account, policy.Policy.Permissions, connect.Value);
                var found = await new PermissionAssessor(connector, _plans, time)
                    .AssessAsync(request, cancellationToken).ConfigureAwait(false);
                new PlanBasis(policy.Hash, found.Selected, found.Plan.MadeAt) { Refusals = found.Plan.Refusals }
                    .Save(settings.StateFolder, found.Plan.Hash);
                var policies = await new PasswordPolicyReader(connector).ReadAsync(forest, cancellationToken).ConfigureAwait(false);
                return new Assessed(assess.CommandId, found.Scopes, found.Plan, ForTheCloud(found.Coverage), found.BlastRadius, policies);
            case GrantPermissions grant when WrongTenant.Refuse(grant, connect) is { } wrong:
                return wrong;
            case GrantPermissions grant:
                var granted = await new PermissionGranter(connector, _plans, _records, time) { Propagation = _propagation }
                    .GrantAsync(new GrantRequest(grant.RunId, grant.PlanHash, forest, account, Required(policy.Policy, forest, connect)), cancellationToken)
                    .ConfigureAwait(false);
                return new Granted(grant.CommandId, granted.Outcome, granted.Writes, granted.Detail, granted.RecordPath);
            case ConfirmReplication confirm:
                return await ConfirmAsync(confirm, policy.Policy, forest, account, connect, cancellationToken).ConfigureAwait(false);
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "This relay does not know the command.");
        }
    }

    private async Task<RelayReply> RevokeAsync(
        RevokePermissions revoke, RelayPolicy policy, DirectoryForest forest, Reading<ConnectReading> connect, CancellationToken cancellationToken)
    {
        if (_records.Find(revoke.GrantRunId) is null)
        {
            return NoRecord(revoke.CommandId, revoke.GrantRunId);
        }

        if (WritebackOn.Refuse(revoke, connect) is { } on)
        {
            return on;
        }

        var result = await new PermissionRevoker(connector, time) { Propagation = _propagation }
            .RevokeAsync(new RevokeRequest(_records.PathOf(revoke.GrantRunId), forest, Required(policy, forest, connect)), cancellationToken)
            .ConfigureAwait(false);
        return new Revoked(revoke.CommandId, result.Outcome, result.Writes, result.Detail);
    }

    private async Task<RelayReply> ConfirmAsync(
        ConfirmReplication confirm,
        RelayPolicy policy,
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
                .ReadAsync(new AssessmentRequest(forest, account, policy.Permissions, connect.Value), cancellationToken)
                .ConfigureAwait(false);
        var key = confirm.GrantRunId ?? ConfirmationStore.InPlace;
        var confirmation = await new ReplicationConfirmer(connector, time) { Propagation = _propagation }.ConfirmAsync(
            new ConfirmationRequest(forest, writes)
            {
                Connect = connect.Value,
                Named = policy.RequiredControllers,
                Previous = _confirmations.Find(key),
            },
            cancellationToken).ConfigureAwait(false);
        _confirmations.Save(key, confirmation.Controllers);
        // What stands on the PDC emulators is read anew each time: nothing of it can be gone for good.
        return new ReplicationChecked(
            confirm.CommandId, confirmation.Controllers, confirmation.Alarms, confirm.GrantRunId is null ? null : confirmation.Superseded);
    }

    // Nobody compares with a discovery; the settings are many, and the server's own.
    private static Reading<ConnectReading> WithoutSettings(Reading<ConnectReading> connect) => connect.IsKnown
        ? Reading.Known(connect.Value with { Settings = new Dictionary<string, string>(StringComparer.Ordinal) })
        : connect;

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

    private static bool IsOf(RelayCommand command, DirectoryForest forest) =>
        forest.RootDnsName.Equals(command.Forest, StringComparison.OrdinalIgnoreCase);

    private static CommandFailed WrongForest(RelayCommand command, DirectoryForest forest) => new(
        command.CommandId,
        "WrongForest",
        $"The command is for forest {command.Forest}; this relay stands in {forest.RootDnsName}.",
        "Correct the forest in the tenant's record, or enrol a relay in that forest.");

    private static CommandFailed AccountUnknown(RelayCommand command, string reason) => new(
        command.CommandId,
        "ConnectorAccountUnknown",
        reason,
        "Pin the connector account in the relay's policy; Entra Connect shows it under Synchronized Directories.");

    private static CommandFailed NoRecord(Guid commandId, string runId) => new(
        commandId,
        "NoRecord",
        $"This relay has no rollback record of run {runId}.",
        "Use the relay that made the grant, or the record's file with the relay's command line on the server.");

    private static string? AccountOf(DirectoryForest forest, Reading<ConnectReading> connect) => connect.Value?.Connectors
        .FirstOrDefault(connector => connector.Forest.Equals(forest.RootDnsName, StringComparison.OrdinalIgnoreCase))?.AccountName;

    private static IReadOnlyList<string> Required(RelayPolicy policy, DirectoryForest forest, Reading<ConnectReading> connect) =>
    [
        .. forest.Domains
            .SelectMany(domain => RequiredControllers.Of(domain, connect.Value, policy.RequiredControllers).Keys)
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];
}
