using Microsoft.Azure.Functions.Worker;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Storage;

namespace PasswordWriteback.Functions.Activities;

/// <summary>The activities that keep reports.</summary>
public sealed class ReportActivities(PatientPorts ports)
{
    /// <summary><see cref="RunActivities.LoadReport"/>.</summary>
    [Function(nameof(RunActivities.LoadReport))]
    public Task<RunReport?> LoadReportAsync([ActivityTrigger] RunReference run, CancellationToken cancellationToken) =>
        ports.LoadAsync(run, cancellationToken);

    /// <summary><see cref="RunActivities.SaveReport"/>.</summary>
    [Function(nameof(RunActivities.SaveReport))]
    public async Task<bool> SaveReportAsync([ActivityTrigger] RunReport report, CancellationToken cancellationToken)
    {
        await ports.SaveAsync(report, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
