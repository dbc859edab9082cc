using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Replication;

/// <summary>
/// Asks every domain controller of the domains that were written to, in parallel and each under its own deadline,
/// whether the write has arrived and whether users below have inherited it. One answer that is missing delays no other.
/// </summary>
/// <param name="connector">Opens the connections.</param>
/// <param name="time">The clock for "since when".</param>
public sealed class ReplicationConfirmer(IDirectoryConnector connector, TimeProvider time)
{
    private const int AtOnce = 48;

    /// <summary>Longest time for one domain controller. Default 15 s.</summary>
    public TimeSpan ControllerDeadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Confirms once. Repeating it until the required controllers have the write is the run's business.</summary>
    public async Task<ReplicationConfirmation> ConfirmAsync(ConfirmationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var alarms = new List<string>();
        var controllers = new List<ControllerConfirmation>();
        foreach (var domain in request.Forest.Domains)
        {
            var writes = request.Writes.Where(write => Same(write.Write.Domain, domain.DnsName)).ToList();
            if (writes.Count > 0)
            {
                await ConfirmDomainAsync(request, domain, writes, controllers, alarms, cancellationToken).ConfigureAwait(false);
            }
        }

        return new ReplicationConfirmation(controllers, [.. alarms.Distinct(StringComparer.Ordinal)]);
    }

    private async Task ConfirmDomainAsync(
        ConfirmationRequest request,
        DirectoryDomain domain,
        IReadOnlyList<WriteToConfirm> writes,
        List<ControllerConfirmation> controllers,
        List<string> alarms,
        CancellationToken cancellationToken)
    {
        var required = RequiredControllers.Of(domain, request.Connect, request.Named);
        var (prepared, silence) = await PrepareAsync(request.Forest, domain, writes, cancellationToken).ConfigureAwait(false);
        var answers = new (ControllerConfirmation Confirmation, IReadOnlyList<string> Alarms)[domain.Controllers.Count];
        await Parallel.ForAsync(
            0,
            answers.Length,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) => answers[index] = await AskAsync(
                domain.Controllers[index], required, prepared, silence, request.Previous, token).ConfigureAwait(false)).ConfigureAwait(false);
        controllers.AddRange(answers.Select(answer => answer.Confirmation));
        alarms.AddRange(answers.SelectMany(answer => answer.Alarms));
    }

    // The users are chosen once, so that every controller is asked for the same ones.
    private async Task<(IReadOnlyList<PreparedWrite> Writes, ControllerSilence Silence)> PrepareAsync(
        DirectoryForest forest, DirectoryDomain domain, IReadOnlyList<WriteToConfirm> writes, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await connector.ConnectToDomainAsync(domain, cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var prepared = new List<PreparedWrite>();
                foreach (var write in writes)
                {
                    prepared.Add(new PreparedWrite(write, await SampleAsync(connection, write, cancellationToken).ConfigureAwait(false)));
                }

                return (prepared, await SilenceAsync(connection, forest, domain, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (DirectoryException exception)
        {
            // Nobody could be asked for users: each controller says for itself why it does not answer, or is asked for the changed objects alone.
            return ([.. writes.Select(write => new PreparedWrite(write, Unread(write, exception)))], ControllerSilence.Unknown);
        }
    }

    private static async Task<InheritanceSample> SampleAsync(IDirectoryConnection connection, WriteToConfirm write, CancellationToken cancellationToken)
    {
        try
        {
            return PreparedWrite.ConcernsObjectsBelow(write)
                ? await InheritanceSampler.ChooseAsync(connection, write.Write.Dn, cancellationToken).ConfigureAwait(false)
                : InheritanceSample.Nobody;
        }
        catch (DirectoryException exception)
        {
            return Unread(write, exception);
        }
    }

    private static async Task<ControllerSilence> SilenceAsync(
        IDirectoryConnection connection, DirectoryForest forest, DirectoryDomain domain, CancellationToken cancellationToken)
    {
        try
        {
            return await ControllerSilence.ReadAsync(connection, forest, domain, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DirectoryException or FormatException)
        {
            return ControllerSilence.Unknown;
        }
    }

    private static InheritanceSample Unread(WriteToConfirm write, DirectoryException exception) => PreparedWrite.ConcernsObjectsBelow(write)
        ? InheritanceSample.Unread(write.Write.Dn, exception.Message)
        : InheritanceSample.Nobody;

    private async Task<(ControllerConfirmation Confirmation, IReadOnlyList<string> Alarms)> AskAsync(
        DomainController controller,
        IReadOnlyDictionary<string, string> required,
        IReadOnlyList<PreparedWrite> writes,
        ControllerSilence silence,
        IReadOnlyList<ControllerConfirmation> previous,
        CancellationToken cancellationToken)
    {
        if (controller.IsReadOnly)
        {
            return (Result(ConfirmationState.Exempt, "Read-only: Entra Connect does not write to it.", since: null, 0), []);
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ControllerDeadline);
        try
        {
            var connection = await connector.ConnectAsync(controller.HostName, deadline.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var answer = await ControllerCheck.AskAsync(connection, writes, deadline.Token).ConfigureAwait(false);
                return (Result(answer.State, answer.Reason, since: null, answer.SampledUsers), answer.Alarms);
            }
        }
        catch (DirectoryException exception) when (exception.Fault == DirectoryFault.NoSuchObject)
        {
            return (Result(ConfirmationState.RootPending, exception.Message, since: null, 0), []);
        }
        catch (DirectoryException exception)
        {
            return (Silent(exception.Message), []);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (Silent($"{controller.HostName} did not answer everything within {ControllerDeadline.TotalSeconds:0} s."), []);
        }

        ControllerConfirmation Silent(string reason)
        {
            var now = time.GetUtcNow();
            var since = previous.FirstOrDefault(known => Same(known.HostName, controller.HostName))?.Since ?? now;
            return silence.IsAbandoned(controller, since, now, out var why)
                ? Result(ConfirmationState.Abandoned, $"{reason} {why}", since, 0)
                : Result(ConfirmationState.Unreachable, reason, since, 0);
        }

        ControllerConfirmation Result(ConfirmationState state, string reason, DateTimeOffset? since, int sampled) => new(
            controller.HostName,
            controller.Domain,
            controller.Site,
            required.ContainsKey(controller.HostName),
            required.GetValueOrDefault(controller.HostName, string.Empty),
            state,
            reason,
            since,
            sampled);
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
