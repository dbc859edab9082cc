using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Simulation.Tests.Forest;

/// <summary>The demo forest on a clock of its own, and the few requests that tests make.</summary>
internal sealed class ForestHarness
{
    public ForestHarness(DemoForestOptions? options = null) => Directory = DemoForest.Build(Clock, options);

    public ManualClock Clock { get; } = new();

    public SimulatedForest Directory { get; }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async Task<List<DirectoryEntry>> Search(string server, DirectorySearch search, string account = DemoForest.RelayAccount)
    {
        await using var connection = await Directory.ConnectorFor(account).ConnectAsync(server, Now);
        return await connection.SearchAsync(search, Now).ToListAsync(Now);
    }

    public async Task<DirectoryEntry> Read(string server, string dn, string attribute, string account = DemoForest.RelayAccount) =>
        Assert.Single(await Search(server, DirectorySearch.Object(dn, attribute), account));

    public async Task<SecurityDescriptor> Descriptor(string server, string dn) => SecurityDescriptor.Parse(
        (await Read(server, dn, "nTSecurityDescriptor")).GetBytes("nTSecurityDescriptor"));

    /// <summary>Adds an ACE for Entra Connect's account: Reset Password on descendant users.</summary>
    public Task GrantReset(string server, string dn, string account = DemoForest.RelayAccount) =>
        Add(server, dn, $"(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;{ConnectorSid})", account);

    public async Task Add(string server, string dn, string ace, string account = DemoForest.RelayAccount)
    {
        var before = await Descriptor(server, dn);
        await Write(server, dn, before.WithDacl(before.Dacl!.InsertCanonical(SddlParser.ParseAce(ace))), account);
    }

    public async Task Write(string server, string dn, SecurityDescriptor descriptor, string account = DemoForest.RelayAccount)
    {
        await using var connection = await Directory.ConnectorFor(account).ConnectAsync(server, Now);
        await connection.WriteDaclAsync(dn, descriptor.ToBytes(), Now);
    }

    /// <summary>Whether the connector account is named in the DACL of an object.</summary>
    public async Task<bool> Names(string server, string dn) =>
        (await Descriptor(server, dn)).Dacl!.Aces.Any(ace => ace.ObjectType == new Guid("00299570-246d-11d0-a768-00aa006e0529") && ace.Sid?.ToString() == ConnectorSid);

    public string ConnectorSid => SidOf(DemoForest.ConnectorAccount);

    public string SidOf(string account) => Directory.Read(state =>
        Sid.Read(Simulation.Forest.Access.ForestAccount.Find(state, account)!.Attributes["objectSid"].Values[0]).ToString());

    /// <summary>Version, originating database and USN of an attribute, read from the raw metadata.</summary>
    public async Task<(uint Version, Guid InvocationId, long Usn)> Stamp(string server, string dn, uint attribute)
    {
        var blob = (await Read(server, dn, "replPropertyMetaData")).GetBytes("replPropertyMetaData")!;
        for (var at = 16; at < blob.Length; at += 48)
        {
            if (BitConverter.ToUInt32(blob, at) == attribute)
            {
                return (BitConverter.ToUInt32(blob, at + 4), new Guid(blob.AsSpan(at + 16, 16)), BitConverter.ToInt64(blob, at + 32));
            }
        }

        throw new InvalidOperationException($"No metadata of {attribute:x}.");
    }
}
