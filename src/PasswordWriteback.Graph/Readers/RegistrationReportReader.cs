using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Graph.Requests;

namespace PasswordWriteback.Graph.Readers;

/// <summary>
/// Reads <c>userRegistrationDetails</c> by two bounded queries. <c>isAdmin</c> and <c>userType</c> are not documented as
/// filterable, so rows are sorted out here.
/// </summary>
internal sealed class RegistrationReportReader(GraphServiceClient graph)
{
    /// <summary>Pages per query. Graph allows five requests to reports in ten seconds.</summary>
    public const int MaxPages = 3;

    private const string MayReset = "isSsprEnabled eq true";
    private const string MayNotReset = "isSsprEnabled eq false";

    /// <summary>The two questions, for a batch.</summary>
    public IReadOnlyList<RequestInformation> Questions =>
        [.. new[] { MayReset, MayNotReset }.Select(filter =>
            graph.Reports.AuthenticationMethods.UserRegistrationDetails.ToGetRequestInformation(request => request.QueryParameters.Filter = filter))];

    public async Task<RegistrationReport> ReadAsync(CancellationToken cancellationToken)
    {
        var (enabled, enabledAsOf) = await QueryAsync(MayReset, cancellationToken).ConfigureAwait(false);
        var (disabled, disabledAsOf) = await QueryAsync(MayNotReset, cancellationToken).ConfigureAwait(false);
        return new RegistrationReport(enabled, disabled, Newest(enabledAsOf, disabledAsOf));
    }

    private async Task<(RegistrationQuery Query, DateTimeOffset? AsOf)> QueryAsync(string filter, CancellationToken cancellationToken)
    {
        var route = graph.Reports.AuthenticationMethods.UserRegistrationDetails;
        var page = await route.GetAsync(request => request.QueryParameters.Filter = filter, cancellationToken).ConfigureAwait(false);
        DateTimeOffset? asOf = null;
        var (administrators, guests) = (0, 0);
        for (var pages = 1; ; pages++)
        {
            var rows = page?.Value ?? throw new UnexpectedAnswerException("Graph's registration report has no value");
            asOf = rows.Aggregate(asOf, (newest, row) => Newest(newest, row.LastUpdatedDateTime));
            administrators += rows.Count(row => row.IsAdmin is not false);
            guests += rows.Count(row => row.IsAdmin is false && !IsOfThisTenant(row));
            if (rows.Exists(row => row.IsAdmin is false && IsOfThisTenant(row)))
            {
                return (new RegistrationQuery(MemberFound: true, page.OdataNextLink is null, pages, administrators, guests), asOf);
            }

            if (page.OdataNextLink is null || pages == MaxPages)
            {
                return (new RegistrationQuery(MemberFound: false, page.OdataNextLink is null, pages, administrators, guests), asOf);
            }

            page = await route.WithUrl(SameHost(page.OdataNextLink)).GetAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Who comes from another tenant resets there: guests, and those whom cross-tenant synchronization has made members.</summary>
    private static bool IsOfThisTenant(UserRegistrationDetails row) =>
        row.UserType == SignInUserType.Member && row.UserPrincipalName?.Contains("#EXT#", StringComparison.OrdinalIgnoreCase) is not true;

    private string SameHost(string nextLink) =>
        Uri.TryCreate(nextLink, UriKind.Absolute, out var next)
        && Uri.Compare(next, new Uri(graph.RequestAdapter.BaseUrl!), UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? nextLink
            : throw new UnexpectedAnswerException("Graph's next page of the registration report lies on another host; it was not followed");

    private static DateTimeOffset? Newest(DateTimeOffset? left, DateTimeOffset? right) => left > right || right is null ? left : right;
}
