using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Paging;

namespace PasswordWriteback.Storage.Runs;

/// <summary>Which runs of a tenant to list, the newest first. Conditions that are null hold for all.</summary>
/// <param name="Mode">Only those of this mode.</param>
/// <param name="State">Only those in this state.</param>
/// <param name="PageSize">How many at most, 1 to <see cref="Page.MaxSize"/>.</param>
/// <param name="PageToken">Where to go on; null: at the start.</param>
public sealed record RunQuery(RunMode? Mode = null, RunState? State = null, int PageSize = Page.DefaultSize, string? PageToken = null);

/// <summary>A page of runs.</summary>
/// <param name="Items">The runs, the newest first.</param>
/// <param name="NextPageToken">Where the next page starts; null when this is the last.</param>
public sealed record RunPage(IReadOnlyList<RunRecord> Items, string? NextPageToken);

/// <summary>The last confirmation of a forest's domain controllers in a run that goes on.</summary>
/// <param name="Forest">The forest.</param>
/// <param name="At">When it was stored.</param>
/// <param name="Controllers">The domain controllers.</param>
public sealed record RunControllers(string Forest, DateTimeOffset At, IReadOnlyList<ControllerConfirmation> Controllers);
