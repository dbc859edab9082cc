using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Replication;

/// <summary>
/// Asks every domain controller of the domains that were written to, all at the same time and each under its own deadline,
/// whether the write has arrived and whether users below have inherited it. One answer that is missing delays no other.
/// </summary>
/// <param name="connector">Opens the connections.</param>
/// <param name="time">The clock for "since when".</param>
public sealed class ReplicationConfirmer(IDirectoryConnector connector, TimeProvider time)
{
    /// <summary>Longest time for one domain controller. Default 15 s.</summary>
    public TimeSpan ControllerDeadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest time for choosing the users that every controller of a domain is asked for. Default 30 s.</summary>
    public TimeSpan SampleDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The connections that wrote, for <c>pendingPropagations</c>; null where nothing was written from here.</summary>
    public PropagationWatch? Propagation { get; init; }

    /// <summary>Confirms once. Repeating it until the required controllers have the write is the run's business.</summary>
    public async Task<ReplicationConfirmation> ConfirmAsync(ConfirmationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var domains = await Task.WhenAll(
            from domain in request.Forest.Domains
            let writes = request.Writes.Where(write => Same(write.Write.Domain, domain.DnsName)).ToList()
            where writes.Count > 0
            select ConfirmDomainAsync(request, domain, writes, cancellationToken)).ConfigureAwait(false);
        var answers = domains.SelectMany(answers => answers).ToList();
        return new ReplicationConfirmation(
            [.. answers.Select(answer => answer.Confirmation)],
            [.. answers.SelectMany(answer => answer.Answer?.Alarms ?? []).Distinct(StringComparer.Ordinal)],
            domains.Select(Superseded).FirstOrDefault(gone => gone is not null));
    }

    private static string? Superseded((ControllerConfirmation Confirmation, ControllerAnswer? Answer)[] domain) => SupersededWrite.Find(
        [.. domain.SelectMany(answer => (answer.Answer?.Shown ?? []).Select(shown => (answer.Confirmation.HostName, shown)))]);

    private async Task<(ControllerConfirmation Confirmation, ControllerAnswer? Answer)[]> ConfirmDomainAsync(
        ConfirmationRequest request, DirectoryDomain domain, IReadOnlyList<WriteToConfirm> writes, CancellationToken cancellationToken)
    {
        var required = RequiredControllers.Of(domain, request.Connect, request.Named);
        var preparation = await PrepareAsync(request.Forest, domain, writes, cancellationToken).ConfigureAwait(false);
        return await Task.WhenAll(domain.Controllers.Select(controller =>
            AskAsync(controller, required, preparation, request.Previous, cancellationToken))).ConfigureAwait(false);
    }

    // The users are chosen once, so that every controller is asked for the same ones.
    private async Task<Preparation> PrepareAsync(
        DirectoryForest forest, DirectoryDomain domain, IReadOnlyList<WriteToConfirm> writes, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(SampleDeadline);
        try
        {
            return await ReadAsync(deadline.Token).WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (DirectoryException exception)
        {
            return NobodyToAsk(exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NobodyToAsk($"the domain controllers of {domain.DnsName} did not name them within {SampleDeadline.TotalSeconds:0} s.");
        }

        async Task<Preparation> ReadAsync(CancellationToken token)
        {
            var connection = await connector.ConnectToDomainAsync(domain, token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var prepared = new List<PreparedWrite>();
                foreach (var write in writes)
                {
                    prepared.Add(new PreparedWrite(write, await SampleAsync(connection, write, token).ConfigureAwait(false)));
                }

                return new Preparation(prepared, await SilenceAsync(connection, forest, domain, token).ConfigureAwait(false));
            }
        }

        // Each controller says for itself why it does not answer, or is asked for the changed objects alone.
        Preparation NobodyToAsk(string why) => new([.. writes.Select(write => new PreparedWrite(write, Unread(write, why)))], ControllerSilence.Unknown);
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
            return Unread(write, exception.Message);
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

    private static InheritanceSample Unread(WriteToConfirm write, string why) => PreparedWrite.ConcernsObjectsBelow(write)
        ? InheritanceSample.Unread(write.Write.Dn, why)
        : InheritanceSample.Nobody;

    private async Task<(ControllerConfirmation Confirmation, ControllerAnswer? Answer)> AskAsync(
        DomainController controller,
        IReadOnlyDictionary<string, string> required,
        Preparation preparation,
        IReadOnlyList<ControllerConfirmation> previous,
        CancellationToken cancellationToken)
    {
        if (controller.IsReadOnly)
        {
            return (Result(ConfirmationState.Exempt, "Read-only: Entra Connect does not write to it.", since: null, 0), null);
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ControllerDeadline);
        try
        {
            // A connector that does not heed the token is left behind: its answer would come too late in any case.
            var answer = await CheckAsync(deadline.Token).WaitAsync(deadline.Token).ConfigureAwait(false);
            return (Result(answer.State, answer.Reason, since: null, answer.SampledUsers), answer);
        }
        catch (DirectoryException exception) when (exception.Fault == DirectoryFault.NoSuchObject)
        {
            return (Result(ConfirmationState.RootPending, exception.Message, since: null, 0), null);
        }
        catch (DirectoryException exception) when (!exception.IsSilence)
        {
            // It runs, so it is not lost, however long this lasts; it has confirmed nothing.
            return (Result(ConfirmationState.Unreachable, $"{exception.Message} {exception.Remedy}", Since(), 0), null);
        }
        catch (DirectoryException exception)
        {
            return (Silent(exception.Message), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (Silent($"{controller.HostName} did not answer everything within {ControllerDeadline.TotalSeconds:0} s."), null);
        }

        async Task<ControllerAnswer> CheckAsync(CancellationToken token)
        {
            var connection = await connector.ConnectAsync(controller.HostName, token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await ControllerCheck.AskAsync(connection, controller.HostName, preparation.Writes, Propagation, token).ConfigureAwait(false);
            }
        }

        ControllerConfirmation Silent(string reason)
        {
            var since = Since();
            return preparation.Silence.IsAbandoned(controller, since, time.GetUtcNow(), out var why)
                ? Result(ConfirmationState.Abandoned, $"{reason} {why}", since, 0)
                : Result(ConfirmationState.Unreachable, reason, since, 0);
        }

        DateTimeOffset Since() => previous.FirstOrDefault(known => Same(known.HostName, controller.HostName))?.Since ?? time.GetUtcNow();

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

    private sealed record Preparation(IReadOnlyList<PreparedWrite> Writes, ControllerSilence Silence);
}
