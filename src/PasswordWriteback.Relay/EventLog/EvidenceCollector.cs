using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.EventLog;

/// <summary>
/// Joins the events of the Connect server with the directory: a reset counts as arrived when its success event and the
/// canary user's pwdLastSet on the PDC emulator belong together.
/// </summary>
/// <param name="eventLog">The Application log of the Connect server.</param>
/// <param name="connector">Opens connections.</param>
/// <param name="canaryUser">sAMAccountName of the user whose resets prove that writeback works; null: nothing can be proven.</param>
public sealed class EvidenceCollector(IWritebackEventLog eventLog, IDirectoryConnector connector, string? canaryUser)
{
    /// <summary>How far the clocks of Connect server and domain controller may differ, the time of the write included.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private const int FailuresReported = 20;

    /// <summary>Collects the evidence since a time; unknown when the log cannot be read.</summary>
    /// <exception cref="DirectoryException">The PDC emulator does not answer.</exception>
    public async Task<Reading<WritebackEvidence>> CollectAsync(
        DirectoryForest forest, DateTimeOffset since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forest);
        var log = await eventLog.ReadAsync(since, cancellationToken).ConfigureAwait(false);
        if (!log.IsKnown)
        {
            return Reading.Unknown<WritebackEvidence>(log.UnknownReason);
        }

        var events = log.Value;
        var failures = events
            .Where(entry => WritebackEventIds.Failure(entry.EventId) is not null)
            .Select(entry => new WritebackFailure(entry.At, entry.EventId, WritebackEventIds.Failure(entry.EventId)!))
            .TakeLast(FailuresReported)
            .ToList();
        return Reading.Known(new WritebackEvidence(
            Newest(events, WritebackEventIds.OnboardingSucceeded),
            Newest(events, WritebackEventIds.Heartbeat),
            await ProveAsync(forest, events, cancellationToken).ConfigureAwait(false),
            failures));
    }

    private static DateTimeOffset? Newest(IEnumerable<WritebackEvent> events, int eventId) =>
        events.LastOrDefault(entry => entry.EventId == eventId)?.At;

    private async Task<ResetProof?> ProveAsync(
        DirectoryForest forest, IReadOnlyList<WritebackEvent> events, CancellationToken cancellationToken)
    {
        var successes = events.Where(entry => WritebackEventIds.Operation(entry.EventId) is not null).Reverse().ToList();
        if (canaryUser is null || successes.Count == 0)
        {
            return null;
        }

        foreach (var domain in forest.Domains)
        {
            if (await ReadCanaryAsync(forest, domain, canaryUser, cancellationToken).ConfigureAwait(false) is not { } canary)
            {
                continue;
            }

            var success = successes.FirstOrDefault(entry => (entry.At - canary.PwdLastSet).Duration() <= ClockTolerance);
            return success is null
                ? null
                : new ResetProof(success.At, WritebackEventIds.Operation(success.EventId)!, canary.Controller, canary.PwdLastSet);
        }

        return null;
    }

    private async Task<Canary?> ReadCanaryAsync(
        DirectoryForest forest, DirectoryDomain domain, string user, CancellationToken cancellationToken)
    {
        if (domain.PdcEmulator is not { } pdc)
        {
            return null;
        }

        var connection = await connector.ConnectAsync(pdc.HostName, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var search = new DirectorySearch(
                domain.Dn,
                SearchDepth.Subtree,
                $"(&(objectClass=user)(sAMAccountName={LdapFilter.Escape(user)}))",
                ["pwdLastSet", "replPropertyMetaData"]);
            await foreach (var entry in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
            {
                // 0 means that the password was set and expired at once: no proof that writeback works as it should.
                if (entry.GetInteger("pwdLastSet") is not { } ticks || ticks <= 0)
                {
                    return null;
                }

                return new Canary(
                    DateTimeOffset.FromFileTime(ticks).ToUniversalTime(),
                    Origin(forest, entry.GetBytes("replPropertyMetaData")) ?? pdc.HostName + " (origin not readable)");
            }
        }

        return null;
    }

    private static string? Origin(DirectoryForest forest, byte[]? metadata)
    {
        if (metadata is null || PropertyMetadata.Find(metadata, PropertyMetadata.PwdLastSet) is not { } stamp)
        {
            return null;
        }

        return forest.Domains.SelectMany(domain => domain.Controllers)
            .FirstOrDefault(controller => controller.InvocationId == stamp.InvocationId)?.HostName ?? stamp.InvocationId.ToString();
    }

    private sealed record Canary(DateTimeOffset PwdLastSet, string Controller);
}
