using System.Text;
using PasswordWriteback.Relay.GroupPolicy;

namespace PasswordWriteback.Relay.Tests.GroupPolicy;

public sealed class SecurityTemplateTests
{
    private const string Path = @"MACHINE\System\CurrentControlSet\Control\Lsa\RestrictRemoteSAM";
    private const string Sddl = "O:BAG:BAD:(A;;RC;;;BA)";
    private static readonly string Line = $"{Path}=1,\"{Sddl}\"";

    public static TheoryData<byte[]> Encodings => new(
        PolicyFiles.Template(Line),
        [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(PolicyFiles.TemplateText(Line))],
        PolicyFiles.Utf16(PolicyFiles.TemplateText(Line)),
        [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(PolicyFiles.TemplateText(Line))],
        Encoding.UTF8.GetBytes(PolicyFiles.TemplateText(Line).ReplaceLineEndings("\n")));

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Parse_AnyEncoding_FindsTheValue(byte[] file)
    {
        var found = SecurityTemplate.Find(SecurityTemplate.Parse(file), Path.ToUpperInvariant());

        Assert.Equal(new TemplateRegistryValue(Path, 1, Sddl), found);
    }

    [Fact]
    public void Parse_NamedTwice_TheLastLineHolds()
    {
        var values = SecurityTemplate.Parse(PolicyFiles.Template(Line, $"{Path}=1,\"O:BAG:BAD:(A;;RC;;;WD)\""));

        Assert.Equal("O:BAG:BAD:(A;;RC;;;WD)", SecurityTemplate.Find(values, Path)!.Data);
    }

    [Fact]
    public void Parse_OtherSectionsAndTypes_AreLeftAsTheyAre()
    {
        var values = SecurityTemplate.Parse(PolicyFiles.Template(@"MACHINE\A\Number=4,1", @"MACHINE\A\List=7,a,b", "MACHINE\\A\\Quoted=1,\"say \"\"no\"\"\""));

        Assert.Equal([(4, "1"), (7, "a,b"), (1, "say \"no\"")], values.Select(value => (value.Type, value.Data)));
    }

    [Theory]
    [InlineData("x=1")]
    [InlineData("no equals sign")]
    [InlineData("=1,a")]
    [InlineData("x=one,a")]
    [InlineData("x=1,\"open")]
    [InlineData("x=1,\"")]
    public void Parse_DamagedLine_SaysWhich(string line)
    {
        var error = Assert.Throws<GroupPolicyFormatException>(() => SecurityTemplate.Parse(PolicyFiles.Template(Line, line)));

        Assert.Equal((GroupPolicyPart.SecurityTemplate, 9), (error.Part, error.Position));
    }

    [Fact]
    public void Parse_SomethingBeforeTheFirstSection_IsATypedError() =>
        Assert.Throws<GroupPolicyFormatException>(() => SecurityTemplate.Parse("x=1,2\r\n[Registry Values]"u8));

    [Fact]
    public void Parse_NoText_IsATypedError() => Assert.Throws<GroupPolicyFormatException>(() => SecurityTemplate.Parse([0xC3, 0x28, 0xFF]));

    [Fact]
    public void Parse_HalfACharacter_IsATypedError() => Assert.Throws<GroupPolicyFormatException>(() => SecurityTemplate.Parse([.. PolicyFiles.Template(Line), 0x41]));

    [Fact]
    public void Parse_Empty_IsEmpty() => Assert.Empty(SecurityTemplate.Parse([]));

    public static TheoryData<byte[]> Templates
    {
        get
        {
            var text = PolicyFiles.SystemAccessText("MinimumPasswordAge = 1", "MaximumPasswordAge = -1", "NewGuestName = \"Gast; \u00fc\"", "; a note", "PasswordComplexity=1");
            return new(
                [0xFF, 0xFE, .. PolicyFiles.Utf16(text)],
                [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)],
                PolicyFiles.Utf16(text),
                [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
                Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")));
        }
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void ParseSystemAccess_AnyEncoding_FindsTheNumbers_AndLeavesTextOut(byte[] file)
    {
        var settings = SecurityTemplate.ParseSystemAccess(file);

        Assert.Equal([("MaximumPasswordAge", -1), ("MinimumPasswordAge", 1), ("PasswordComplexity", 1)], settings.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal(1, settings["minimumpasswordage"]);
    }

    [Fact]
    public void ParseSystemAccess_NamedTwice_TheLastLineHolds() =>
        Assert.Equal(3, SecurityTemplate.ParseSystemAccess("[System Access]\nMinimumPasswordAge=1\nMinimumPasswordAge=3"u8)["MinimumPasswordAge"]);

    [Theory]
    [InlineData("MinimumPasswordAge")]
    [InlineData("= 1")]
    [InlineData("MinimumPasswordAge = one")]
    [InlineData("MinimumPasswordAge = 99999999999")]
    [InlineData("MinimumPasswordAge =")]
    public void ParseSystemAccess_DamagedLine_SaysWhich(string line)
    {
        var error = Assert.Throws<GroupPolicyFormatException>(() => SecurityTemplate.ParseSystemAccess(Encoding.UTF8.GetBytes(PolicyFiles.SystemAccessText("MinimumPasswordLength = 7", line))));

        Assert.Equal((GroupPolicyPart.SecurityTemplate, 8), (error.Part, error.Position));
    }

    [Theory]
    [InlineData("[General]\r\nVersion=65539\r\ndisplayName=New Group Policy Object\r\n", 3)]
    [InlineData("[General]\nversion = 65536\n", 0)]
    [InlineData("[General]\r\nVersion=", null)]
    [InlineData("", null)]
    public void AVersionFile_NamesTheComputerPart_InItsLowerHalf(string text, int? version) =>
        Assert.Equal(version, PolicyVersionFile.ParseComputerVersion(Encoding.UTF8.GetBytes(text)));
}
