using PasswordWriteback.Api.Runs;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tests.Runs;

/// <summary>Old runs are erased.</summary>
public sealed class RetentionTests
{
    private static readonly Guid Tenant = new("0d5b7ac4-2f2f-4f5b-9c2e-6f4f1c5a9b02");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MoreRunsThanATransactionTakes_AreErasedInOneRound_AndYoungerOnesStay()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        for (var run = 0; run <= RunRetention.AtATime; run++)
        {
            await EndAsync(host, $"old-{run}");
        }

        host.Clock.Advance(RunRetention.Keep);
        await EndAsync(host, "young");
        host.Clock.Advance(TimeSpan.FromMinutes(1));

        var erased = await host.Get<RunRetention>().RunOnceAsync(Token);

        Assert.Equal(RunRetention.AtATime + 1, erased);
        var left = await host.Get<RunStore>().ListAsync(TenantScope.Everyone, Tenant, new RunQuery(), Token);
        Assert.Equal("young", Assert.Single(left.Items).RunId);
    }

    private static async Task EndAsync(ApiHost host, string runId)
    {
        var runs = host.Get<RunStore>();
        await runs.StartAsync(TenantScope.Everyone, new NewRun(runId, Tenant, RunMode.Check, RunTrigger.Request, "test"), Token);
        await runs.FailAsync(runId, "The test ended it.", Token);
    }
}
