using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Support;

/// <summary>A relay in the demo forest: its own state folder, its clock, and what it does in a run.</summary>
internal sealed class DemoRelay : IDisposable
{
    public const string Head = "DC=contoso,DC=example";

    /// <summary>Everything that is privileged in the demo forest and not protected.</summary>
    private static readonly string[] Services = ["svc-sql", "svc-pwb-relay"];

    public DemoRelay(DemoForestOptions? options = null)
    {
        Forest = DemoForest.Build(Clock, options);
        Connector = new WatchedConnector(Forest.ConnectorFor(DemoForest.Administrator));
        Plans = new PlanStore(StateFolder);
        Records = new GrantRecordStore(StateFolder);
    }

    public ManualClock Clock { get; } = new();

    public SimulatedForest Forest { get; }

    public WatchedConnector Connector { get; }

    public string StateFolder { get; } = Path.Combine(Path.GetTempPath(), $"pwb-relay-tests-{Guid.NewGuid():N}");

    public PlanStore Plans { get; }

    public GrantRecordStore Records { get; }

    public PermissionSettings Settings { get; set; } = new() { Scopes = [DemoForest.RootScope], AcceptedPrivilegedAccounts = Services };

    /// <summary>Both writable domain controllers of the root domain.</summary>
    public IReadOnlyList<string> Required { get; set; } = [DemoForest.RootPdc, DemoForest.RootSecond];

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async Task<AssessmentRequest> RequestAsync()
    {
        var forest = await DiscoverAsync();
        var account = await new ConnectorAccountFinder(Connector).FindAsync(forest, new ConnectorAccountHint(), Now);
        Assert.True(account.IsKnown, account.UnknownReason);
        return new AssessmentRequest(forest, account.Value, Settings);
    }

    public async Task<AssessmentResult> AssessAsync() =>
        await new PermissionAssessor(Connector, Plans, Clock).AssessAsync(await RequestAsync(), Now);

    public async Task<GrantResult> GrantAsync(string planHash, string runId = "run-1")
    {
        var request = await RequestAsync();
        return await new PermissionGranter(Connector, Plans, Records, Clock).GrantAsync(
            new GrantRequest(runId, planHash, request.Forest, request.Account, Required), Now);
    }

    public async Task<GrantResult> RevokeAsync(string recordPath) => await new PermissionRevoker(Connector, Clock).RevokeAsync(
        new RevokeRequest(recordPath, await DiscoverAsync(), Required), Now);

    public async Task<DirectoryForest> DiscoverAsync() => (await new ForestDiscoverer(Connector).DiscoverAsync(Now)).Forest;

    public async Task<SecurityDescriptor> DescriptorAsync(string server, string dn) =>
        SecurityDescriptor.Parse((await ReadAsync(server, dn)).GetBytes("nTSecurityDescriptor"));

    public async Task<AttributeStamp> StampAsync(string server, string dn) =>
        PropertyMetadata.Find((await ReadAsync(server, dn)).GetBytes("replPropertyMetaData"), PropertyMetadata.NtSecurityDescriptor)!;

    /// <summary>Explicit ACEs in SDDL, as a sorted list: the simulated Windows stores them in an order of its own.</summary>
    public async Task<IReadOnlyList<string>> ExplicitAsync(string dn, string server = DemoForest.RootPdc) =>
        [.. (await DescriptorAsync(server, dn)).ExplicitAces.Select(ace => SddlFormatter.Format(ace)).Order(StringComparer.Ordinal)];

    /// <summary>Another administrator adds an ACE, past the connector that is watched.</summary>
    public async Task ForeignAddAsync(string dn, string ace, string server = DemoForest.RootPdc)
    {
        await using var connection = await Forest.ConnectorFor(DemoForest.Administrator).ConnectAsync(server, Now);
        var before = SecurityDescriptor.Parse((await connection.ReadAsync(dn, Now, "nTSecurityDescriptor")).GetBytes("nTSecurityDescriptor"));
        await connection.WriteDaclAsync(dn, before.WithDacl(before.Dacl!.InsertCanonical(SddlParser.ParseAce(ace))).ToBytes(), Now);
    }

    /// <summary>Another administrator takes ACEs away, past the connector that is watched.</summary>
    public async Task ForeignRemoveAsync(string dn, IEnumerable<string> aces, string server = DemoForest.RootPdc)
    {
        await using var connection = await Forest.ConnectorFor(DemoForest.Administrator).ConnectAsync(server, Now);
        var before = SecurityDescriptor.Parse((await connection.ReadAsync(dn, Now, "nTSecurityDescriptor")).GetBytes("nTSecurityDescriptor"));
        await connection.WriteDaclAsync(dn, DaclChange.Removing([.. aces.Select(ace => SddlParser.ParseAce(ace))]).ApplyTo(before).ToBytes(), Now);
    }

    public void Dispose()
    {
        if (Directory.Exists(StateFolder))
        {
            Directory.Delete(StateFolder, recursive: true);
        }
    }

    private async Task<DirectoryEntry> ReadAsync(string server, string dn)
    {
        await using var connection = await Forest.ConnectorFor(DemoForest.Administrator).ConnectAsync(server, Now);
        return await connection.ReadAsync(dn, Now, "nTSecurityDescriptor", "replPropertyMetaData");
    }
}
