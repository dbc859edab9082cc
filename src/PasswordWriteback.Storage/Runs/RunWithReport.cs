namespace PasswordWriteback.Storage.Runs;

/// <summary>A run, with its report if that was asked for.</summary>
/// <param name="Run">The run.</param>
/// <param name="Report">Its report as JSON; null when it has none, or it was not asked for.</param>
public sealed record RunWithReport(RunRecord Run, string? Report);
