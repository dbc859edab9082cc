using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Paging;

namespace PasswordWriteback.Storage.Runs;

/// <summary>How a tenant differed from what it was.</summary>
/// <param name="At">When the run that showed it ended.</param>
/// <param name="RunId">The run that showed it.</param>
/// <param name="PreviousRunId">The run that it was compared with.</param>
/// <param name="Kind">What kind of difference.</param>
/// <param name="FindingCode">The finding; null when the difference is one of the verdict.</param>
/// <param name="Subject">What the finding speaks about; null when the difference is one of the verdict.</param>
/// <param name="Detail">One sentence.</param>
public sealed record DriftEntry(
    DateTimeOffset At, string RunId, string PreviousRunId, DriftKind Kind, string? FindingCode, string? Subject, string Detail);

/// <summary>Which lines of a tenant's drift to list, the newest first.</summary>
/// <param name="PageSize">How many at most, 1 to <see cref="Page.MaxSize"/>.</param>
/// <param name="PageToken">Where to go on; null: at the start.</param>
public sealed record DriftQuery(int PageSize = Page.DefaultSize, string? PageToken = null);

/// <summary>A page of drift.</summary>
/// <param name="Items">The lines, the newest first.</param>
/// <param name="NextPageToken">Where the next page starts; null when this is the last.</param>
public sealed record DriftPage(IReadOnlyList<DriftEntry> Items, string? NextPageToken);
