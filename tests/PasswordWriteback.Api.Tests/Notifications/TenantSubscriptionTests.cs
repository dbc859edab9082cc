using PasswordWriteback.Api.Notifications;
using PasswordWriteback.Api.Tenants.Erasure;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tests.Notifications;

public sealed class TenantSubscriptionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Erasure_RemovesTheSubscriptionAtGraph()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        host.Graph().AddStray(NotifiedHost.Url);

        Assert.Equal(1, await EraseAsync(host));

        Assert.Empty(host.Graph().Existing);
        Assert.DoesNotContain(await host.AuditAsync(), line => line.Action == AuditAction.SubscriptionLeft);
    }

    [Fact]
    public async Task Erasure_WhereGraphRefuses_IsTriedFiveTimes_ThenTheAuditSaysWhatIsLeft()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        var left = await host.SubscriptionAsync();
        host.Graph().Trouble = "the app is not known in this tenant: an administrator has to consent first (AADSTS700016)";
        host.Graph().Calls.Clear();
        Assert.Equal(0, await EraseAsync(host));
        Assert.Equal(0, await EraseAsync(host));
        Assert.Single(host.Graph().Calls);
        for (var minutes = 0; minutes < 15; minutes++)
        {
            host.Clock.Advance(TimeSpan.FromMinutes(1));
            await EraseAsync(host);
        }

        Assert.Equal(TenantSubscription.Attempts, host.Graph().Calls.Count);
        var line = Assert.Single(await host.AuditAsync(), line => line.Action == AuditAction.SubscriptionLeft);
        Assert.Contains($"{left.SubscriptionId}", line.Note, StringComparison.Ordinal);
        Assert.Contains("AADSTS700016", line.Note, StringComparison.Ordinal);
        Assert.Contains(await host.AuditAsync(), erased => erased.Action == AuditAction.TenantErased);
    }

    [Fact]
    public async Task Erasure_WhereNoneWasEverMade_AsksNobody()
    {
        await using var host = await NotifiedHost.StartAsync(off: true);

        Assert.Equal(1, await EraseAsync(host));

        Assert.Empty(host.Graph().Calls);
    }

    private static async Task<int> EraseAsync(NotifiedHost host)
    {
        await host.Api.Get<TenantStore>().BeginDeleteAsync(TenantScope.Everyone, NotifiedHost.Tenant, "test", Token);
        return await host.Api.Get<TenantEraser>().RunOnceAsync(Token);
    }
}
