using System.Text;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Replication;

namespace PasswordWriteback.Relay.Tests.Replication;

/// <summary>
/// A grant on OU=Staff of a domain with two writable domain controllers and a read-only one, which has arrived everywhere and was
/// inherited by the two users who may: each test takes something of that away.
/// </summary>
public abstract class ConfirmationTest
{
    protected const string Head = "DC=corp,DC=example";
    protected const string Configuration = "CN=Configuration,DC=corp,DC=example";
    protected const string Staff = "OU=Staff,DC=corp,DC=example";
    protected const string Deep = "OU=Deep,OU=Staff,DC=corp,DC=example";
    protected const string Connector = "S-1-5-21-1-2-3-1151";
    protected const string Ours = $"(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;{Connector})";
    protected const string OursInherited = $"(OA;CIID;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;{Connector})";
    protected const string Reader = "S-1-5-21-1-2-3-2000";
    protected const string Foreign = $"(A;CI;RPLC;;;{Reader})";
    protected const string ForeignInherited = $"(A;CIID;RPLC;;;{Reader})";
    protected static readonly Guid Dc1Id = Guid.Parse("11111111-0000-0000-0000-000000000001");
    protected static readonly Guid Dc2Id = Guid.Parse("22222222-0000-0000-0000-000000000002");
    protected static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private protected readonly FakeForest _directory = new();
    private protected readonly StoppedClock _clock = new(Noon.AddHours(1));

    protected ConfirmationTest()
    {
        foreach (var host in new[] { "dc1.corp.example", "dc2.corp.example" })
        {
            _directory.Put(host, "", ("highestCommittedUSN", Text("5000")), ("tokenGroups", Sid.Parse(Reader).ToBytes()));
            _directory.Put(host, $"CN=Directory Service,CN=Windows NT,CN=Services,{Configuration}", ("tombstoneLifetime", Text("180")));
            _directory.Put(host, Head);
            Staffed(host, Foreign + Ours, version: 2, usn: 100);
            _directory.Put(host, Deep, ("objectClass", Text("organizationalUnit")), ("nTSecurityDescriptor", Sd("D:AI" + ForeignInherited)));
            User(host, $"CN=Anna,{Staff}", "D:AI" + OursInherited);
            User(host, $"CN=Ben,{Deep}", "D:AI" + OursInherited);
            User(host, $"CN=Ada,{Staff}", "D:P(A;;GA;;;BA)");
        }
    }

    protected Task<ReplicationConfirmation> ConfirmAsync(IReadOnlyList<ControllerConfirmation>? previous = null, DirectoryWrite? write = null)
    {
        var domain = new DirectoryDomain(Head, "corp.example", "CORP", "S-1-5-21-1-2-3",
        [
            new DomainController("dc1.corp.example", "corp.example", "Berlin", IsReadOnly: false, IsPdcEmulator: true, Dc1Id),
            new DomainController("dc2.corp.example", "corp.example", "Oslo", IsReadOnly: false, IsPdcEmulator: false, Dc2Id),
            new DomainController("rodc.corp.example", "corp.example", "Oslo", IsReadOnly: true, IsPdcEmulator: false, InvocationId: null),
        ]);
        var request = new ConfirmationRequest(
            new DirectoryForest("corp.example", Configuration, [domain]),
            [new WriteToConfirm(write ?? Write([Ours], []), [SddlParser.ParseAce(Foreign)])]) { Previous = previous ?? [] };
        return new ReplicationConfirmer(_directory, _clock) { ControllerDeadline = TimeSpan.FromMilliseconds(400) }.ConfirmAsync(request, TestContext.Current.CancellationToken);
    }

    protected static DirectoryWrite Write(IReadOnlyList<string> added, IReadOnlyList<string> removed) =>
        new(Staff, "corp.example", "dc1.corp.example", Dc1Id, Usn: 100, Version: 2, added, removed, Noon);

    protected void Staffed(string host, string aces, uint version, long usn, Guid? by = null) => _directory.Put(
        host,
        Staff,
        ("objectClass", Text("organizationalUnit")),
        ("nTSecurityDescriptor", Sd("D:AI" + aces)),
        ("replPropertyMetaData", Stamp(version, by ?? Dc1Id, usn)));

    protected void User(string host, string dn, string sddl) => _directory.Put(
        host, dn, ("objectClass", Text("top")), ("objectClass", Text("person")), ("objectClass", Text("organizationalPerson")), ("objectClass", Text("user")), ("nTSecurityDescriptor", Sd(sddl)));

    protected static ControllerConfirmation Of(string name, ReplicationConfirmation confirmation) =>
        confirmation.Controllers.Single(item => item.HostName == $"{name}.corp.example");

    protected static byte[] Text(string value) => Encoding.UTF8.GetBytes(value);

    protected static byte[] Sd(string sddl) => SddlParser.Parse(sddl).ToBytes();

    protected static byte[] Stamp(uint version, Guid invocationId, long usn)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write([1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
        writer.Write(PropertyMetadata.NtSecurityDescriptor);
        writer.Write(version);
        writer.Write(Noon.AddMinutes(version).ToFileTime() / TimeSpan.TicksPerSecond);
        writer.Write(invocationId.ToByteArray());
        writer.Write(usn);
        writer.Write(usn);
        return bytes.ToArray();
    }

    protected static byte[] Cursor(Guid invocationId, DateTimeOffset heard)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write([2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
        writer.Write(invocationId.ToByteArray());
        writer.Write(77L);
        writer.Write(heard.ToFileTime());
        return bytes.ToArray();
    }

    private protected sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
