using System.Text.Json;
using System.Text.Json.Serialization;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Storage.Runs;

/// <summary>The course of a run, read from its report past the findings and plans, which are most of it.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Timeline">What happened when.</param>
/// <param name="Forests">The forests.</param>
public sealed record RunOutline(Verdict Verdict, IReadOnlyList<TimelineEntry> Timeline, IReadOnlyList<ForestOutline> Forests)
{
    /// <summary>Reads it from a report as it is stored.</summary>
    /// <param name="report">The report as JSON, of this version or an older one.</param>
    public static RunOutline Read(string report)
    {
        var outline = JsonSerializer.Deserialize(report, RunOutlineJson.Default.RunOutline)!;
        return new(outline.Verdict, outline.Timeline ?? [], [.. (outline.Forests ?? []).Select(forest => new ForestOutline(forest.Forest, forest.Controllers ?? []))]);
    }
}

/// <summary>A forest in the course of a run.</summary>
/// <param name="Forest">DNS name of its root.</param>
/// <param name="Controllers">The domain controllers as they were last seen.</param>
public sealed record ForestOutline(string Forest, IReadOnlyList<ControllerConfirmation> Controllers);

/// <summary>The contract of reports; what an outline leaves out is skipped.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RunOutline))]
internal sealed partial class RunOutlineJson : JsonSerializerContext;
