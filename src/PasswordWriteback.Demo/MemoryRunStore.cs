using System.Collections.Concurrent;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Orchestration.EnableWriteback;

namespace PasswordWriteback.Demo;

/// <summary>Reports and attestations of the demo's one tenant, for as long as the demo runs.</summary>
internal sealed class MemoryRunStore
{
    private readonly ConcurrentDictionary<string, RunReport> _reports = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Attestation> _attestations = new(StringComparer.Ordinal);

    public RunReport? Find(RunReference run) =>
        _reports.TryGetValue(run.RunId, out var report) && report.TenantId == run.TenantId ? report : null;

    public bool Save(RunReport report)
    {
        _reports[report.RunId] = report;
        return true;
    }

    public IReadOnlyList<Attestation> Attestations => [.. _attestations.Values];

    public bool Save(Attestation attestation)
    {
        _attestations[attestation.FindingCode] = attestation;
        return true;
    }
}
