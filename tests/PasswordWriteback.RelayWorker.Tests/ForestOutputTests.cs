using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Tests;

/// <summary>What <c>relay check</c> says of the forest.</summary>
public sealed class ForestOutputTests
{
    private const string Settings = @"CN=NTDS Settings\0ADEL:90ac7dd3-e0ad-4f1a-adf7-bc80829142ea,CN=DC9,CN=Servers,CN=Here,CN=Sites,CN=Configuration,DC=corp,DC=example";

    private static readonly DirectoryForest Forest = new(
        "corp.example",
        "CN=Configuration,DC=corp,DC=example",
        [
            new DirectoryDomain("DC=corp,DC=example", "corp.example", "CORP", "S-1-5-21-1-2-3", [
                new DomainController("dc1.corp.example", "corp.example", "Here", IsReadOnly: false, IsPdcEmulator: true, InvocationId: null),
                new DomainController("dc2.corp.example", "corp.example", "Here", IsReadOnly: false, IsPdcEmulator: false, InvocationId: null)]),
        ],
        SiteLinks: null,
        [
            new FsmoRoleOwner(FsmoRole.SchemaMaster, Domain: null, Held("DC9", FsmoHolderState.Deleted)),
            new FsmoRoleOwner(FsmoRole.DomainNamingMaster, Domain: null, Held("dc2.corp.example", FsmoHolderState.Listed)),
            new FsmoRoleOwner(FsmoRole.PdcEmulator, "corp.example", Held("DC8", FsmoHolderState.LostConflict)),
            new FsmoRoleOwner(FsmoRole.RidMaster, "corp.example", Reading.Unknown<FsmoHolder>("It is not shown.")),
            new FsmoRoleOwner(FsmoRole.InfrastructureMaster, "corp.example", Held("DC7", FsmoHolderState.NotListed)),
        ]);

    [Fact]
    public void EveryRole_IsShownWithItsHolder_OrWhatBecameOfIt()
    {
        var lines = Written(new DiscoveredForest(Forest, []));

        Assert.Equal(["schema master", "the forest", "DC9, which was deleted (writeback does not need this role)"], Cells(lines, "schema master"));
        Assert.Equal(["domain naming master", "the forest", "dc2.corp.example"], Cells(lines, "domain naming master"));
        Assert.Equal(
            ["PDC emulator", "corp.example", "DC8, which lost a naming conflict and is no domain controller: no permission can be written"],
            Cells(lines, "PDC emulator"));
        Assert.Equal(["RID master", "corp.example", "unknown: It is not shown."], Cells(lines, "RID master"));
        Assert.Equal(
            ["infrastructure master", "corp.example", "DC7, which is none of the domain controllers that were found (writeback does not need this role)"],
            Cells(lines, "infrastructure master"));
    }

    [Fact]
    public void InJson_ARoleHasItsNameStateAndReason()
    {
        var json = JsonOutput.SerializeLine(Forest.Roles!);

        Assert.Contains("""{"role":"SchemaMaster","domain":null,"holder":{"value":{"name":"DC9","settingsDn":""", json, StringComparison.Ordinal);
        Assert.Contains("""{"role":"RidMaster","domain":"corp.example","holder":{"value":null,"unknownReason":"It is not shown."}}""", json, StringComparison.Ordinal);
        Assert.DoesNotContain("words", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APdcEmulatorThatDoesNotAnswer_IsToldBesideWhatWasNotRead()
    {
        var session = new ForestSession(new Silent("dc1.corp.example"), new DiscoveredForest(Forest, ["A gap."]));

        var asked = await session.WithPdcEmulatorsAskedAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, asked.Discovered.Gaps.Count);
        var lines = Written(asked.Discovered);
        Assert.Contains("Not read: A gap.", lines);
        Assert.Contains(lines, line => line.StartsWith("Not read: dc1.corp.example, the PDC emulator of corp.example, cannot be used: No answer.", StringComparison.Ordinal));
    }

    private static Reading<FsmoHolder> Held(string name, FsmoHolderState state) => Reading.Known(new FsmoHolder(name, Settings, state));

    private static string[] Written(DiscoveredForest discovered)
    {
        using var output = new StringWriter { NewLine = "\n" };
        ForestOutput.Write(new Tables(new Terminal(TextReader.Null, output, TextWriter.Null, IsInteractive: false)), discovered);
        return [.. output.ToString().Split('\n').Select(line => line.Trim())];
    }

    private static string[] Cells(IEnumerable<string> lines, string role) => Assert.Single(lines, line => line.StartsWith(role, StringComparison.Ordinal))
        .Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private sealed class Silent(string host) : IDirectoryConnector
    {
        public Task<IDirectoryConnection> ConnectAsync(string hostName, CancellationToken cancellationToken) =>
            Task.FromException<IDirectoryConnection>(new DirectoryException(
                DirectoryFault.Unreachable, hostName, hostName == host ? "No answer." : "Not to be asked.", "Wait."));

        public Task<IReadOnlyList<string>> LocateAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([host]);
    }
}
