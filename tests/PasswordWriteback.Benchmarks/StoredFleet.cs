using Microsoft.Extensions.DependencyInjection;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Benchmarks;

/// <summary>A tenant whose check ended with a report.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="RunId">The check.</param>
internal sealed record CheckedTenant(Guid TenantId, string RunId);

/// <summary>A store with many tenants; some of them have a check that ended with a report.</summary>
internal static class StoredFleet
{
    private const string Owner = "local";
    private const int InParallel = 16;

    /// <summary>Fills the store of a host.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="tenants">How many tenants.</param>
    /// <param name="withRuns">How many of them were checked.</param>
    /// <returns>Tenant and run of those that were checked.</returns>
    public static async Task<IReadOnlyList<CheckedTenant>> StoreAsync(IServiceProvider services, int tenants, int withRuns)
    {
        var ids = Enumerable.Range(0, tenants).Select(_ => Guid.NewGuid()).ToList();
        var store = services.GetRequiredService<TenantStore>();
        await Parallel.ForAsync(0, tenants, new ParallelOptions { MaxDegreeOfParallelism = InParallel }, async (i, token) =>
            await store.PutAsync(Owner, new TenantRegistration(ids[i], $"Tenant {i}", ["corp.example"], TimeSpan.FromDays(1), MinimumPasswordAgeZero: false), ifVersion: null, "benchmark", token));
        var runs = new CheckedTenant[withRuns];
        await Parallel.ForAsync(0, withRuns, new ParallelOptions { MaxDegreeOfParallelism = InParallel }, async (i, _) =>
            runs[i] = new CheckedTenant(ids[i], await CheckAsync(services, ids[i])));
        return runs;
    }

    private static async Task<string> CheckAsync(IServiceProvider services, Guid tenantId)
    {
        var consents = services.GetRequiredService<ConsentStore>();
        var state = tenantId.ToString("N");
        await consents.CreateAsync(tenantId, Owner, state, "nonce", DateTimeOffset.UtcNow.AddHours(1), CancellationToken.None);
        await consents.CompleteAsync(state, "administrator", "benchmark", CancellationToken.None);
        var run = new NewRun($"run-{Guid.NewGuid():N}", tenantId, RunMode.Check, RunTrigger.Request, "benchmark");
        await services.GetRequiredService<RunStore>().StartAsync(TenantScope.Of(Owner), run, CancellationToken.None);
        await services.GetRequiredService<IRunReports>().SaveAsync(Report(tenantId, run.RunId), CancellationToken.None);
        return run.RunId;
    }

    // Every code of the catalogue with a sentence, as a real check has them.
    private static RunReport Report(Guid tenantId, string runId) => new(
        tenantId,
        runId,
        RunMode.Check,
        Verdict.Compliant,
        [.. FindingCatalogue.All.Select(definition => new Finding(definition.Code, FindingStatus.Met, "corp.example", new Evidence(new string('e', 120))))],
        [],
        [.. Enumerable.Range(0, 12).Select(step => new TimelineEntry(DateTimeOffset.UtcNow, $"Step {step}", new string('n', 60)))],
        []);
}
