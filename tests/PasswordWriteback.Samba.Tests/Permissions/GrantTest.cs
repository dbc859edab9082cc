using System.Diagnostics;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.Permissions;

/// <summary>Tests that grant in the real forest: each begins with the forest as seeded, and with a state folder of its own.</summary>
public abstract class GrantTest(FreshForest fresh) : SambaTest(fresh)
{
    private static readonly TimeSpan ReplicationDeadline = TimeSpan.FromSeconds(30);

    private readonly string _stateFolder = Path.Combine(Path.GetTempPath(), $"pwb-samba-tests-{Guid.NewGuid():N}");

    internal WatchedConnector Connector { get; private set; } = null!;

    protected PermissionSettings Settings { get; set; } = new();

    protected static CancellationToken Now => TestContext.Current.CancellationToken;

    protected GrantRecordStore Records => new(_stateFolder);

    protected string Head => Lab.Env.BaseDn;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await BeginAfreshAsync();
        As("relay");
        Settings = new PermissionSettings { Scopes = [Head], DomainWide = true, AcceptedPrivilegedAccounts = ["delegate", "svc-sql", "svc-web"] };
    }

    public override ValueTask DisposeAsync()
    {
        if (Directory.Exists(_stateFolder))
        {
            Directory.Delete(_stateFolder, recursive: true);
        }

        return base.DisposeAsync();
    }

    /// <summary>From here on the relay works as this account of the lab.</summary>
    protected void As(string account) => Connector = new WatchedConnector(Lab.Connector(account));

    protected async Task<AssessmentResult> AssessAsync() => await AssessAsync(await RequestAsync());

    protected Task<AssessmentResult> AssessAsync(AssessmentRequest request) =>
        new PermissionAssessor(Connector, new PlanStore(_stateFolder), TimeProvider.System).AssessAsync(request, Now);

    protected async Task<GrantResult> GrantAsync(PermissionPlan plan, string runId = "run-1")
    {
        var request = await RequestAsync();
        return await new PermissionGranter(Connector, new PlanStore(_stateFolder), Records, TimeProvider.System).GrantAsync(
            new GrantRequest(runId, plan.Hash, request.Forest, request.Account, Both), Now);
    }

    protected async Task<GrantResult> RevokeAsync(string record) => await new PermissionRevoker(Connector, TimeProvider.System).RevokeAsync(
        new RevokeRequest(record, await DiscoverAsync(), Both), Now);

    protected async Task<AssessmentRequest> RequestAsync()
    {
        var forest = await DiscoverAsync();
        var account = await new ConnectorAccountFinder(Connector).FindAsync(forest, new ConnectorAccountHint(), Now);
        Assert.True(account.IsKnown, account.UnknownReason);
        return new AssessmentRequest(forest, account.Value, Settings);
    }

    protected async Task<AttributeStamp> StampAsync(string dc, string dn)
    {
        await using var connection = await Lab.Connector("administrator").ConnectAsync(Lab.Env.Dc(dc).Host, Now);
        var entry = await connection.ReadAsync(dn, Now, "replPropertyMetaData");
        return PropertyMetadata.Find(entry.GetBytes("replPropertyMetaData"), PropertyMetadata.NtSecurityDescriptor)!;
    }

    /// <summary>Waits until both domain controllers hold the same version of an object's descriptor.</summary>
    protected async Task ReplicatedAsync(string dn)
    {
        var clock = Stopwatch.StartNew();
        while ((await StampAsync("dc1", dn)).Version != (await StampAsync("dc2", dn)).Version)
        {
            Assert.True(clock.Elapsed < ReplicationDeadline, $"{dn} did not replicate within {ReplicationDeadline.TotalSeconds} s.");
            await Task.Delay(TimeSpan.FromMilliseconds(200), Now);
        }
    }

    private IReadOnlyList<string> Both => [Lab.Env.Dc("dc1").Host, Lab.Env.Dc("dc2").Host];

    private async Task<DirectoryForest> DiscoverAsync() => (await new ForestDiscoverer(Connector).DiscoverAsync(Now)).Forest;
}
