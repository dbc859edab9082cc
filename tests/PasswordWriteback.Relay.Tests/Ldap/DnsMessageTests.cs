using PasswordWriteback.Relay.Ldap.Location;

namespace PasswordWriteback.Relay.Tests.Ldap;

public sealed class DnsMessageTests
{
    private const string Name = "_ldap._tcp.dc._msdcs.corp.example";

    [Fact]
    public void Question_AsksForServiceRecordsRecursively()
    {
        var question = DnsMessage.Question(0xBEEF, "a.example.");

        Assert.Equal("BEEF01000001000000000000" + "0161" + "076578616D706C65" + "00" + "00210001", Convert.ToHexString(question));
    }

    [Fact]
    public void Answer_WithPointers_GivesTheRecords()
    {
        var answer = DnsMessage.ReadAnswer(7, Answer(7, flags: 0x8180, (10, 50, 389, "dc1"), (0, 100, 389, "dc2")));

        Assert.Equal(0, answer.Code);
        Assert.False(answer.Truncated);
        Assert.Equal([new ServiceRecord("dc1.corp.example", 389, 10, 50), new ServiceRecord("dc2.corp.example", 389, 0, 100)], answer.Records);
    }

    [Theory]
    [InlineData(0x8183, 3, false)]
    [InlineData(0x8380, 0, true)]
    public void Answer_TellsItsCode_AndThatItIsCut(int flags, int code, bool truncated)
    {
        var answer = DnsMessage.ReadAnswer(7, Answer(7, flags));

        Assert.Equal((code, truncated), (answer.Code, answer.Truncated));
        Assert.Empty(answer.Records);
    }

    [Fact]
    public void Answer_ToAnotherQuestion_IsRefused() => Assert.Throws<FormatException>(() => DnsMessage.ReadAnswer(8, Answer(7, flags: 0x8180)));

    [Fact]
    public void AQuestion_IsNoAnswer() => Assert.Throws<FormatException>(() => DnsMessage.ReadAnswer(7, DnsMessage.Question(7, Name)));

    [Fact]
    public void Answer_CutAtAnyByte_IsAnError()
    {
        var whole = Answer(7, flags: 0x8180, (10, 50, 389, "dc1"));
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<FormatException>(() => DnsMessage.ReadAnswer(7, whole.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Answer_WhoseNamesGoInCircles_IsAnError()
    {
        var message = Answer(7, flags: 0x8180, (10, 50, 389, "dc1"));
        var pointer = message.Length - 2;
        message[pointer] = (byte)(0xC0 | (pointer >> 8));
        message[pointer + 1] = (byte)pointer;

        Assert.Throws<FormatException>(() => DnsMessage.ReadAnswer(7, message));
    }

    [Theory]
    [InlineData("a..example")]
    [InlineData("")]
    public void Question_ForSomethingThatIsNoName_IsRefused(string name) => Assert.Throws<FormatException>(() => DnsMessage.Question(1, name));

    // corp.example begins at offset 12 + the length of "_ldap._tcp.dc._msdcs." in wire form (5+4+2+6 letters, 4 length bytes).
    private static byte[] Answer(ushort id, int flags, params (byte Priority, byte Weight, ushort Port, string Host)[] records)
    {
        const int zone = 12 + 21;
        var message = DnsMessage.Question(id, Name).ToList();
        message[2] = (byte)(flags >> 8);
        message[3] = (byte)flags;
        message[7] = (byte)records.Length;
        foreach (var (priority, weight, port, host) in records)
        {
            byte[] target = [(byte)host.Length, .. System.Text.Encoding.ASCII.GetBytes(host), 0xC0, zone];
            message.AddRange([0xC0, 12, 0, 33, 0, 1, 0, 0, 2, 88, 0, (byte)(6 + target.Length), 0, priority, 0, weight, (byte)(port >> 8), (byte)port, .. target]);
        }

        return [.. message];
    }
}
