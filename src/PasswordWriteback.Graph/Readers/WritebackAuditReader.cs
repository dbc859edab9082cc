using Microsoft.Graph;
using Microsoft.Graph.AuditLogs.DirectoryAudits;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Requests;

namespace PasswordWriteback.Graph.Readers;

/// <summary>
/// Reads the newest password resets from the audit log of the service Self-service Password Management, and keeps those of
/// synchronized users. One page of events, one request for the users behind them.
/// </summary>
internal sealed class WritebackAuditReader(GraphServiceClient graph, TimeProvider time)
{
    private const int EventsPerPage = 100;

    // Graph accepts at most 15 values in an "in" filter.
    private const int MaxUsers = 15;

    private const string SelfServiceReset = "Reset password (self-service)";
    private const string SelfServiceChange = "Change password (self-service)";
    private const string AdministratorReset = "Reset password (by admin)";

    private readonly DateTimeOffset _since = time.GetUtcNow() - ResetSurfaces.SuccessCountsFor;

    /// <summary>The question, for a batch.</summary>
    public RequestInformation Question => graph.AuditLogs.DirectoryAudits.ToGetRequestInformation(Query);

    public async Task<WritebackAudit> ReadAsync(CancellationToken cancellationToken)
    {
        var page = await graph.AuditLogs.DirectoryAudits.GetAsync(Query, cancellationToken).ConfigureAwait(false);
        var events = page?.Value ?? throw new UnexpectedAnswerException("Graph's audit log has no value");
        var successes = events.Where(IsPasswordSuccess).OrderByDescending(entry => entry.ActivityDateTime).ToList();
        var users = successes.Select(TargetOf).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Take(MaxUsers).ToList();
        var synced = users.Count == 0 ? [] : await SyncedAsync(users, cancellationToken).ConfigureAwait(false);
        var written = successes.Where(entry => TargetOf(entry) is { } user && synced.Contains(user)).ToList();
        var last = written.FirstOrDefault();
        return new WritebackAudit(
            _since,
            last?.ActivityDateTime,
            last?.ActivityDisplayName,
            written.Find(entry => entry.ActivityDisplayName is SelfServiceReset or SelfServiceChange)?.ActivityDateTime,
            synced.Count,
            events.Count);
    }

    private void Query(RequestConfiguration<DirectoryAuditsRequestBuilder.DirectoryAuditsRequestBuilderGetQueryParameters> request)
    {
        request.QueryParameters.Filter =
            $"loggedByService eq 'Self-service Password Management' and activityDateTime ge {_since.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}";
        request.QueryParameters.Orderby = ["activityDateTime desc"];
        request.QueryParameters.Top = EventsPerPage;
    }

    private static bool IsPasswordSuccess(DirectoryAudit entry) =>
        entry.Result == OperationResult.Success
        && entry.ActivityDisplayName is SelfServiceReset or SelfServiceChange or AdministratorReset
        && entry.ActivityDateTime is not null;

    private static string? TargetOf(DirectoryAudit entry) =>
        entry.TargetResources?.Find(target => target.Type == "User")?.Id is { } id && Guid.TryParse(id, out var guid) ? guid.ToString() : null;

    /// <summary>Of these users, those that are synchronized. A user that is gone since is not among them.</summary>
    private async Task<HashSet<string>> SyncedAsync(List<string> users, CancellationToken cancellationToken)
    {
        List<User> rows;
        try
        {
            var answer = await graph.Users.GetAsync(
                request =>
                {
                    request.QueryParameters.Filter = $"id in ({string.Join(",", users.Select(user => $"'{user}'"))})";
                    request.QueryParameters.Select = ["id", "onPremisesSyncEnabled"];
                },
                cancellationToken).ConfigureAwait(false);
            rows = answer?.Value ?? throw new UnexpectedAnswerException("Graph's list of users has no value");
        }
        catch (ODataError error)
        {
            // Another route than the audit log's, and another permission to name.
            throw new UnexpectedAnswerException(GraphFailure.Of(error, GraphPermissions.Users)!.Reason);
        }

        return rows
            .Where(user => user.OnPremisesSyncEnabled is true)
            .Select(user => user.Id)
            .OfType<string>()
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
