using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Orchestration.EnableWriteback.Ports;

/// <summary>Reports of runs.</summary>
public interface IRunReports
{
    /// <summary>The report of a run of that very tenant; null when there is none.</summary>
    Task<RunReport?> LoadAsync(RunReference run, CancellationToken cancellationToken);

    /// <summary>Stores a report. Storing it twice is storing it once.</summary>
    Task SaveAsync(RunReport report, CancellationToken cancellationToken);
}
