using PasswordWriteback.Relay.GroupPolicy;

namespace PasswordWriteback.Relay.Tests.GroupPolicy;

public sealed class RegistryPolicyTests
{
    private const string Value = "RestrictRemoteSam";
    private const string Sddl = "O:BAG:BAD:(A;;RC;;;BA)";

    [Fact]
    public void Parse_SeveralTypes_KeepsEverything()
    {
        var entries = RegistryPolicy.Parse(PolicyFiles.RegistryPol(PolicyFiles.Text(Value, Sddl), ("K", "Number", 4, [1, 0, 0, 0]), ("K", "", 0, [])));

        Assert.Equal([(Value, 1u, Sddl), ("Number", 4u, null), ("", 0u, null)], entries.Select(entry => (entry.ValueName, entry.Type, entry.TextData)));
        Assert.Equal([1, 0, 0, 0], entries[1].Data.ToArray());
    }

    [Fact]
    public void Parse_DataThatLooksLikePunctuation_IsData()
    {
        var data = PolicyFiles.Utf16("];[x;");

        var entries = RegistryPolicy.Parse(PolicyFiles.RegistryPol(("K", "V", 3, data), PolicyFiles.Text(Value, Sddl)));

        Assert.Equal(data, entries[0].Data.ToArray());
        Assert.Equal(Sddl, entries[1].TextData);
    }

    [Fact]
    public void Parse_HeaderAlone_IsEmpty() => Assert.Empty(RegistryPolicy.Parse(PolicyFiles.RegistryPol()));

    [Fact]
    public void Parse_EveryTruncation_IsATypedError()
    {
        var whole = PolicyFiles.RegistryPol(PolicyFiles.Text(Value, Sddl));

        for (var length = 0; length < whole.Length; length++)
        {
            // The header alone is a file of its own.
            if (length != 8)
            {
                var error = Assert.Throws<GroupPolicyFormatException>(() => RegistryPolicy.Parse(whole.AsMemory(0, length)));
                Assert.InRange(error.Position, 0, length);
            }
        }
    }

    [Theory]
    [InlineData(0, (byte)'R', "PReg")]
    [InlineData(4, (byte)2, "version 2")]
    [InlineData(8, (byte)'(', "'['")]
    public void Parse_DamagedByte_SaysWhat(int position, byte value, string expected)
    {
        var file = PolicyFiles.RegistryPol(PolicyFiles.Text(Value, Sddl));
        file[position] = value;

        var error = Assert.Throws<GroupPolicyFormatException>(() => RegistryPolicy.Parse(file));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(position, error.Position);
    }

    [Fact]
    public void Parse_AnnouncedSizeOfFourGigabytes_IsATypedError()
    {
        var file = PolicyFiles.RegistryPol(("K", "V", 1, []));
        file.AsSpan(file.Length - 8, 4).Fill(0xFF);

        Assert.Throws<GroupPolicyFormatException>(() => RegistryPolicy.Parse(file));
    }

    [Theory]
    [InlineData("**del.restrictremotesam")]
    [InlineData("**delvals.")]
    public void Find_ALaterInstructionDeletesIt_IsNull(string instruction)
    {
        var entries = RegistryPolicy.Parse(PolicyFiles.RegistryPol(PolicyFiles.Text(Value, Sddl), PolicyFiles.Text(instruction, " ")));

        Assert.Null(RegistryPolicy.Find(entries, PolicyFiles.LsaKey, Value));
    }

    [Fact]
    public void Find_DeleteValuesNamesIt_IsNull()
    {
        var entries = RegistryPolicy.Parse(PolicyFiles.RegistryPol(PolicyFiles.Text(Value, Sddl), PolicyFiles.Text("**DeleteValues", $"Other;{Value}")));

        Assert.Null(RegistryPolicy.Find(entries, PolicyFiles.LsaKey, Value));
    }

    [Fact]
    public void Find_DeletedFirstAndSetAfter_IsTheLastValue()
    {
        var entries = RegistryPolicy.Parse(PolicyFiles.RegistryPol(
            PolicyFiles.Text("**delvals.", " "), PolicyFiles.Text(Value, "old"), PolicyFiles.Text(Value.ToUpperInvariant(), Sddl), PolicyFiles.Text(Value, "elsewhere", key: "Software")));

        Assert.Equal(Sddl, RegistryPolicy.Find(entries, PolicyFiles.LsaKey.ToUpperInvariant(), Value)?.TextData);
    }
}
