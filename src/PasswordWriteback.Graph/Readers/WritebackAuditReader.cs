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
/// Reads the newest password resets and changes from the audit log of the service Self-service Password Management, and keeps those
/// of synchronized users. One page of events; for the users behind them at most <see cref="MaxLooks"/> requests.
/// </summary>
internal sealed class WritebackAuditReader(GraphServiceClient graph, TimeProvider time)
{
    private const int EventsPerPage = 100;

    // Graph accepts at most 15 values in an "in" filter.
    private const int UsersPerLook = 15;
    private const int MaxLooks = 3;

    private const string SelfServiceReset = "Reset password (self-service)";
    private const string SelfServiceChange = "Change password (self-service)";
    private const string AdministratorReset = "Reset password (by admin)";

    private static readonly string[] Activities = [SelfServiceReset, SelfServiceChange, AdministratorReset];

    private readonly DateTimeOffset _since = time.GetUtcNow() - ResetSurfaces.SuccessCountsFor;

    /// <summary>The question, for a batch.</summary>
    public RequestInformation Question => graph.AuditLogs.DirectoryAudits.ToGetRequestInformation(Query);

    public async Task<WritebackAudit> ReadAsync(CancellationToken cancellationToken)
    {
        var page = await graph.AuditLogs.DirectoryAudits.GetAsync(Query, cancellationToken).ConfigureAwait(false);
        var events = page?.Value ?? throw new UnexpectedAnswerException("Graph's audit log has no value");
        var successes = events.Where(IsPasswordSuccess).OrderByDescending(entry => entry.ActivityDateTime).ToList();
        var users = successes.Select(TargetOf).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var looks = users.Chunk(UsersPerLook).Take(MaxLooks).ToList();
        var looked = 0;
        var synced = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        List<DirectoryAudit> written = [];
        // The newest reset by a user is what is looked for; where there is none, everything is.
        while (looked < looks.Count && !written.Exists(IsSelfServiceReset))
        {
            synced.UnionWith(await SyncedAsync(looks[looked++], cancellationToken).ConfigureAwait(false));
            written = successes.FindAll(entry => TargetOf(entry) is { } user && synced.Contains(user));
        }

        var last = written.FirstOrDefault();
        return new WritebackAudit(
            _since,
            last?.ActivityDateTime,
            last?.ActivityDisplayName,
            written.Find(IsSelfServiceReset)?.ActivityDateTime,
            synced.Count,
            events.Count,
            page.OdataNextLink is null && users.Count <= looked * UsersPerLook);
    }

    private void Query(RequestConfiguration<DirectoryAuditsRequestBuilder.DirectoryAuditsRequestBuilderGetQueryParameters> request)
    {
        // Each visit to the reset pages leaves several more events; unless they are left out, they fill the page.
        request.QueryParameters.Filter =
            $"loggedByService eq 'Self-service Password Management' and activityDateTime ge {_since.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"
            + $" and ({string.Join(" or ", Activities.Select(activity => $"activityDisplayName eq '{activity}'"))})";
        request.QueryParameters.Orderby = ["activityDateTime desc"];
        request.QueryParameters.Top = EventsPerPage;
    }

    private static bool IsPasswordSuccess(DirectoryAudit entry) =>
        entry.Result == OperationResult.Success
        && Activities.Contains(entry.ActivityDisplayName, StringComparer.Ordinal)
        && entry.ActivityDateTime is not null;

    // Whoever knows the old password may change it, whoever may reset: only a reset tells who may.
    private static bool IsSelfServiceReset(DirectoryAudit entry) => entry.ActivityDisplayName == SelfServiceReset;

    private static string? TargetOf(DirectoryAudit entry) =>
        entry.TargetResources?.Find(target => target.Type == "User")?.Id is { } id && Guid.TryParse(id, out var guid) ? guid.ToString() : null;

    /// <summary>Of these users, those that are synchronized. A user that is gone since is not among them.</summary>
    private async Task<HashSet<string>> SyncedAsync(string[] users, CancellationToken cancellationToken)
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
