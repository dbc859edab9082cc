using System.Text.Json.Serialization;

namespace PasswordWriteback.Api.Health;

/// <summary>Whether the host can do its work, part by part.</summary>
/// <param name="Ready">Whether every part can.</param>
/// <param name="Parts">The parts.</param>
public sealed record HealthReport(bool Ready, IReadOnlyList<HealthPart> Parts);

/// <summary>A part of the host.</summary>
/// <param name="Name"><c>store</c> or <c>engine</c>.</param>
/// <param name="Ready">Whether it can do its work.</param>
/// <param name="Trouble">Why not, one sentence; null when it can.</param>
public sealed record HealthPart(string Name, bool Ready, string? Trouble);

/// <summary>What health says.</summary>
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class HealthJson : JsonSerializerContext;
