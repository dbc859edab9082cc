using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
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

    [Theory]
    [InlineData(false, "Graph:ClientId")]
    [InlineData(true, "Graph:OwnTenantId")]
    public async Task Tenant_ThatTheHostHasNoIdentityFor_IsUnknownAndTheReasonNamesTheSetting(bool readsItsOwn, string setting)
    {
        var options = new GraphIdentityOptions { OwnTenantId = readsItsOwn ? Guid.NewGuid() : null };
        using var graphs = TenantGraphs.Create(options, TimeProvider.System, new RecordingLoggers());

        var tenant = await graphs.GetAsync(Guid.NewGuid(), Cancellation);

        var organization = await tenant.ReadTenantAsync(Cancellation);
        var licences = await tenant.ReadLicencesAsync(Cancellation);
        var reset = await tenant.ReadSelfServiceResetAsync(Cancellation);
        Assert.All(
            new[]
            {
                organization.Organization.UnknownReason, licences.Skus.UnknownReason, reset.Registrations.UnknownReason,
                (await tenant.SetAdministratorsMayResetAsync(administratorsMayReset: true, Cancellation)).UnknownReason,
            },
            reason => Assert.Contains(setting, reason, StringComparison.Ordinal));
        Finding[] findings =
        [
            .. TenantFindings.Judge(organization, DateTimeOffset.UtcNow), .. LicenceFindings.Judge(licences, DateTimeOffset.UtcNow),
            .. SelfServiceResetFindings.Judge(reset, OnPremisesSigns.None, [], DateTimeOffset.UtcNow),
        ];
        Assert.DoesNotContain(findings, finding => finding.Status is FindingStatus.Met or FindingStatus.NotMet);
    }

    private static TenantGraphs Graphs(int capacity) => new(
        new TenantGraphFactory(TimeProvider.System, new RecordingLoggers()), GraphCloud.Public, new ClientSecretTenantCredential(Guid.NewGuid(), "none"))
    {
        Capacity = capacity,
    };
}
