using PasswordWriteback.Core.ActiveDirectory.Replication;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Replication;

/// <summary>Blobs captured from a Samba domain controller; the expected values were read from them by Samba's own library.</summary>
public sealed class ReplicationBlobTests
{
    // OU with seven attributes; nTSecurityDescriptor had been granted to once and rolled back once.
    private const string Metadata =
        "AQAAAAAAAAAHAAAAAAAAAAAAAAABAAAA3KQSIQMAAABjSUIUY91kTJloK/SuhwIcsg8AAAAAAACyDwAAAAAAAAsAAAABAAAA3KQSIQMAAABjSUIUY91kTJloK/SuhwIc"
        + "sg8AAAAAAACyDwAAAAAAAAEAAgABAAAA3KQSIQMAAABjSUIUY91kTJloK/SuhwIcsg8AAAAAAACyDwAAAAAAAAIAAgABAAAA3KQSIQMAAABjSUIUY91kTJloK/SuhwIc"
        + "sg8AAAAAAACyDwAAAAAAABkBAgADAAAAQa4SIQMAAABjSUIUY91kTJloK/SuhwIcMxAAAAAAAAAzEAAAAAAAAAEACQABAAAA3KQSIQMAAABjSUIUY91kTJloK/SuhwIc"
        + "sg8AAAAAAACyDwAAAAAAAA4DCQABAAAA3KQSIQMAAABjSUIUY91kTJloK/SuhwIcsg8AAAAAAACyDwAAAAAAAA==";

    private const string Vector = "AgAAAAAAAAABAAAAAAAAAM9ZSTYnMCFLhWb4Jx8l+UNaDwAAAAAAAACAPtXesZ0B";

    private static readonly Guid Dc1 = new("14424963-dd63-4c64-9968-2bf4ae87021c");
    private static readonly Guid Dc2 = new("364959cf-3027-4b21-8566-f8271f25f943");

    [Fact]
    public void Metadata_OfTheDescriptor_IsReadAsSambaReadsIt()
    {
        var stamp = PropertyMetadata.Find(Convert.FromBase64String(Metadata), PropertyMetadata.NtSecurityDescriptor);

        Assert.Equal(
            new AttributeStamp(3, DateTimeOffset.FromFileTime(134_397_742_730_000_000).ToUniversalTime(), Dc1, 4147, 4147), stamp);
    }

    [Fact]
    public void Metadata_OfAnAttributeThatIsNotThere_IsNull() =>
        Assert.Null(PropertyMetadata.Find(Convert.FromBase64String(Metadata), PropertyMetadata.PwdLastSet));

    [Fact]
    public void Metadata_CutAtAnyByte_IsAnErrorOrTheSameAnswer_NeverAnother()
    {
        var whole = Convert.FromBase64String(Metadata);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<FormatException>(() => PropertyMetadata.Find(whole.AsSpan(0, length), PropertyMetadata.NtSecurityDescriptor));
        }
    }

    [Fact]
    public void Vector_IsReadAsSambaReadsIt_WithItsEpochAsNever() =>
        Assert.Equal([new ReplicationCursor(Dc2, 3930, LastSuccess: null)], UpToDateVector.Parse(Convert.FromBase64String(Vector)));

    [Theory]
    [InlineData(134_397_742_730_000_000L)] // Samba: a file time
    [InlineData(13_439_774_273L)] // Windows: DSTIME, seconds since 1601
    public void Vector_WithATime_GivesTheLastSuccess(long time)
    {
        var bytes = Convert.FromBase64String(Vector);
        BitConverter.TryWriteBytes(bytes.AsSpan(40), time);

        Assert.Equal(new DateTimeOffset(2026, 11, 21, 22, 37, 53, TimeSpan.Zero), UpToDateVector.Parse(bytes)[0].LastSuccess);
    }

    [Fact]
    public void Vector_OfVersion1_HasNoTimes()
    {
        var second = Convert.FromBase64String(Vector);
        var bytes = second[..40];
        bytes[0] = 1;

        Assert.Equal([new ReplicationCursor(Dc2, 3930, LastSuccess: null)], UpToDateVector.Parse(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AwAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("AgAAAAAAAAABAAAAAAAAAM9ZSTYnMCFL")]
    [InlineData("AgAAAAAAAAD/////AAAAAM9ZSTYnMCFLhWb4Jx8l+UNaDwAAAAAAAACAPtXesZ0B")]
    [InlineData("AgAAAAAAAAABAAAAAAAAAM9ZSTYnMCFLhWb4Jx8l+UNaDwAAAAAAAP////////9/")]
    public void Vector_ThatIsMalformed_IsAnError(string base64) =>
        Assert.Throws<FormatException>(() => UpToDateVector.Parse(Convert.FromBase64String(base64)));
}
