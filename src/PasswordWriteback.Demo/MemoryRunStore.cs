using System.Collections.Concurrent;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Demo;

/// <summary>Reports and attestations of the demo's one tenant, for as long as the demo runs.</summary>
internal sealed class MemoryRunStore : IRunReports, IAttestations
{
    private readonly ConcurrentDictionary<string, RunReport> _reports = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Attestation> _attestations = new(StringComparer.Ordinal);

    public Task<RunReport?> LoadAsync(RunReference run, CancellationToken cancellationToken) =>
        Task.FromResult(_reports.TryGetValue(run.RunId, out var report) && report.TenantId == run.TenantId ? report : null);

    public Task SaveAsync(RunReport report, CancellationToken cancellationToken)
    {
        _reports[report.RunId] = report;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Attestation>> LoadAsync(Guid tenantId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Attestation>>([.. _attestations.Values]);

    public Task SaveAsync(TenantAttestation attestation, CancellationToken cancellationToken)
    {
        _attestations[attestation.Attestation.FindingCode] = attestation.Attestation;
        return Task.CompletedTask;
    }
}
