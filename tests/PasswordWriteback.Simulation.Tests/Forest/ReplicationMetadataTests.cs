using System.Buffers.Binary;
using PasswordWriteback.Simulation.Forest.Replication;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Tests.Forest;

/// <summary>Layout as a Samba domain controller serves it: 16 bytes of header, then 48 bytes an attribute, by rising ATTRTYP.</summary>
public sealed class ReplicationMetadataTests
{
    [Fact]
    public void TwoAttributes_AreWrittenByteForByte()
    {
        var invocation = new Guid("925b880b-a0e3-46f1-9a6b-c3bd58da95a2");
        var stamp = new AttributeStamp(3, DateTimeOffset.FromFileTime(13_439_773_926L * 10_000_000), invocation, 3901, 4147);
        var entry = new ObjectState { Id = Guid.Empty, Dn = "CN=A,DC=x", Partition = "DC=x", ClassName = "user" };
        entry.Attributes["pwdLastSet"] = new AttributeState([], stamp);
        entry.Attributes["nTSecurityDescriptor"] = new AttributeState([], stamp with { Version = 1 });

        var blob = ReplicationMetadata.Write(entry);

        Assert.Equal("01000000" + "00000000" + "02000000" + "00000000", Convert.ToHexString(blob[..16]));
        Assert.Equal(
            "19010200" + "01000000" + "E6AC122103000000" + Convert.ToHexString(invocation.ToByteArray()) + "3D0F000000000000" + "3310000000000000",
            Convert.ToHexString(blob[16..64]));
        Assert.Equal(0x90060u, BinaryPrimitives.ReadUInt32LittleEndian(blob.AsSpan(64)));
        Assert.Equal(112, blob.Length);
    }
}
