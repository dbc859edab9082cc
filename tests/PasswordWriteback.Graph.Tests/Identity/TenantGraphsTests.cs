using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Graph.Tests.Support;

namespace PasswordWriteback.Graph.Tests.Identity;

public sealed class TenantGraphsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reader_OfATenant_IsKeptUntilTooManyOthersWereAskedForSince()
    {
        using var graphs = Graphs(capacity: 3);
        var tenants = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).ToList();
        var first = await graphs.GetAsync(tenants[0], Cancellation);
        await graphs.GetAsync(tenants[1], Cancellation);
        await graphs.GetAsync(tenants[2], Cancellation);
        Assert.Same(first, await graphs.GetAsync(tenants[0], Cancellation));

        await graphs.GetAsync(tenants[3], Cancellation);

        Assert.Equal(3, graphs.Count);
        Assert.Same(first, await graphs.GetAsync(tenants[0], Cancellation));
        var second = await graphs.GetAsync(tenants[1], Cancellation);
        Assert.Equal(tenants[1], second.TenantId);
        Assert.Equal(3, graphs.Count);
    }

    [Fact]
    public async Task Readers_AskedForByManyAtOnce_AreOnePerTenantAndStayWithinTheBound()
    {
        using var graphs = Graphs(capacity: 50);
        var tenants = Enumerable.Range(0, 40).Select(_ => Guid.NewGuid()).ToList();

        var readers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(index => Task.Run(() => graphs.GetAsync(tenants[index % 40], Cancellation))));

        Assert.Equal(40, graphs.Count);
        Assert.Equal(40, readers.Distinct().Count());
    }

    [Fact]
    public async Task Host_WithoutIdentity_SaysWhichSettingsItLacks()
    {
        using var loggers = new RecordingLoggers();
        using var graphs = TenantGraphs.Create(new GraphIdentityOptions(), TimeProvider.System, loggers);

        var refused = await Assert.ThrowsAsync<GraphIdentityException>(() => graphs.GetAsync(Guid.NewGuid(), Cancellation));

        Assert.Contains("Graph:ClientId", refused.Message, StringComparison.Ordinal);
    }

    private static TenantGraphs Graphs(int capacity) => new(
        new TenantGraphFactory(TimeProvider.System, new RecordingLoggers()), GraphCloud.Public, new ClientSecretTenantCredential(Guid.NewGuid(), "none"))
    {
        Capacity = capacity,
    };
}
