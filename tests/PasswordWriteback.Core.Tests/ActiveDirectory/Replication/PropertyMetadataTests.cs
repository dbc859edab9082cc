using System.Buffers.Binary;
using PasswordWriteback.Core.ActiveDirectory.Replication;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Replication;

/// <summary>MS-DRSR 4.1.10.2.22, PROPERTY_META_DATA_VECTOR.</summary>
public sealed class PropertyMetadataTests
{
    private static readonly Guid InvocationId = new("925b880b-a0e3-46f1-986b-c3bd58da95a2");

    private static byte[] Vector(params (uint Id, uint Version)[] entries)
    {
        var blob = new byte[16 + (48 * entries.Length)];
        blob[0] = 1;
        blob[8] = (byte)entries.Length;
        for (var index = 0; index < entries.Length; index++)
        {
            var entry = blob.AsSpan(16 + (48 * index));
            BinaryPrimitives.WriteUInt32LittleEndian(entry, entries[index].Id);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], entries[index].Version);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], 13_000_000_000);
            InvocationId.TryWriteBytes(entry[16..]);
            BinaryPrimitives.WriteInt64LittleEndian(entry[32..], 4144);
            BinaryPrimitives.WriteInt64LittleEndian(entry[40..], 5000);
        }

        return blob;
    }

    [Fact]
    public void Find_ReadsTheStamp_OfTheAttributeAskedFor() => Assert.Equal(
        new AttributeStamp(4, new DateTimeOffset(2012, 12, 14, 23, 6, 40, TimeSpan.Zero), InvocationId, 4144, 5000),
        PropertyMetadata.Find(Vector((0, 1), (PropertyMetadata.NtSecurityDescriptor, 4), (PropertyMetadata.PwdLastSet, 9)), PropertyMetadata.NtSecurityDescriptor));

    [Fact]
    public void Find_AnAttributeWithoutMetadata_IsNull() =>
        Assert.Null(PropertyMetadata.Find(Vector((0, 1)), PropertyMetadata.NtSecurityDescriptor));

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(63)]
    public void Find_BytesThatAreCutShort_AreRefused(int length) => Assert.Throws<FormatException>(
        () => PropertyMetadata.Find(Vector((PropertyMetadata.NtSecurityDescriptor, 4)).AsSpan(0, length), PropertyMetadata.NtSecurityDescriptor));

    [Fact]
    public void Find_ACountThatCannotBe_IsRefused()
    {
        var blob = Vector((PropertyMetadata.NtSecurityDescriptor, 4));
        blob.AsSpan(8, 4).Fill(0xFF);

        Assert.Throws<FormatException>(() => PropertyMetadata.Find(blob, PropertyMetadata.NtSecurityDescriptor));
    }

    [Fact]
    public void Find_ATimeThatCannotBe_IsRefused()
    {
        var blob = Vector((PropertyMetadata.NtSecurityDescriptor, 4));
        blob.AsSpan(24, 8).Fill(0x7F);

        Assert.Throws<FormatException>(() => PropertyMetadata.Find(blob, PropertyMetadata.NtSecurityDescriptor));
    }
}
