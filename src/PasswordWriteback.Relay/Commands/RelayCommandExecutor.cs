using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Approval;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.EventLog;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Commands;

/// <summary>
/// Carries out the closed set of commands against one forest, as far as the policy of the server allows. The policy is asked for
/// every command anew, before anything else.
/// </summary>
public sealed class RelayCommandExecutor(
    RelaySettings settings,
    IDirectoryConnector connector,
    IEntraConnectServer connectServer,
    IWritebackEventLog eventLog,
    TimeProvider time)
{
    private readonly PlanStore _plans = new(settings.StateFolder);
    private readonly LocalApproval _approval = new(settings.StateFolder, time);
    private readonly ForestCommands _forest = new(settings, connector, connectServer, eventLog, time);

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
    public async Task<CommandState> AdvanceAsync(RelayCommand command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        try
        {
            return await DecideAsync(command, cancellationToken).ConfigureAwait(false);
        }
        catch (DirectoryException failure)
        {
            return Answer(new CommandFailed(command.CommandId, failure.Fault.ToString(), failure.Message, failure.Remedy));
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return Answer(new CommandFailed(
                command.CommandId,
                "RelayState",
                $"The relay could not use its own files: {failure.Message}",
                $"See to the files below the relay's state folder ({settings.StateFolder})."));
        }
    }

    /// <summary>Writing mode, policy and own rights: what a service says of itself at its start, and every discovery again.</summary>
    /// <exception cref="DirectoryException">The forest cannot be discovered.</exception>
    public async Task<RelayPosture> ReadPostureAsync(CancellationToken cancellationToken)
    {
        var discovered = await new ForestDiscoverer(connector).DiscoverAsync(cancellationToken).ConfigureAwait(false);
        return await PostureReader.ReadAsync(connector, discovered.Forest, settings.Policy.Read(), cancellationToken).ConfigureAwait(false);
    }

    private async Task<CommandState> DecideAsync(RelayCommand command, CancellationToken cancellationToken)
    {
        if (!RunFileName.IsValid(command.RunId)
            || (command is RevokePermissions revoke && !RunFileName.IsValid(revoke.GrantRunId))
            || (command is ConfirmReplication { GrantRunId: { } confirmed } && !RunFileName.IsValid(confirmed)))
        {
            return Answer(new CommandFailed(
                command.CommandId, "RunIdInvalid", "A run id of the command cannot name a record.", "Use letters, digits, '-' and '_', at most 100."));
        }

        if (_approval.FindDone(command) is { } done)
        {
            return done;
        }

        var policy = settings.Policy.Read();
        var plan = command is GrantPermissions grant ? _plans.Find(grant.PlanHash) : null;
        var decision = PolicyRules.Decide(policy, command, plan, time.GetUtcNow());
        if (decision is not PolicyDecision.Refused && plan is not null && OutOfDate(plan, policy) is { } outOfDate)
        {
            decision = outOfDate;
        }

        return decision switch
        {
            PolicyDecision.Refused refused => Answer(PolicyReplies.Refuse(command, refused)),
            PolicyDecision.NeedsLocalApproval when _approval.Find(command) is { } known => known,
            PolicyDecision.NeedsLocalApproval => await _forest.ParkAsync(_approval, command, policy, cancellationToken).ConfigureAwait(false),
            _ => Answer(await _forest.ExecuteAsync(command, policy, cancellationToken).ConfigureAwait(false)),
        };
    }

    // The hash of a plan says neither which accounts were accepted, nor by whom, nor when: that is what its basis is for.
    private PolicyDecision.Refused? OutOfDate(PermissionPlan plan, PolicyState policy)
    {
        var basis = PlanBasis.Find(settings.StateFolder, plan.Hash);
        var why = basis is null ? "This relay did not make the plan for a run."
            : basis.PolicyHash != policy.Hash ? "The relay's policy has changed since the plan was made."
            : time.GetUtcNow() - basis.MadeAt > PlanBasis.Lifetime ? $"The plan was made {basis.MadeAt:u}, too long ago."
            : plan.Refusals.Count == 0 && basis.Refusals is [var first, ..]
                ? $"Under the relay's policy the plan is refused ({first.Target}: {first.Reason}); it was made anew with other settings since."
            : null;
        return why is null ? null : new PolicyDecision.Refused(PolicyReason.PlanOutOfDate, why, "Make and approve a new plan.");
    }

    private static CommandState.Answered Answer(RelayReply reply) => new(reply);
}
