using System.Text.Json.Nodes;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>What never becomes a fixture: other forms, and whatever still names somebody.</summary>
public sealed class RecordingRefusalTests
{
    private const string Name = "events-20348-20261122T040000Z.json";

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("""{"format":"something else"}""", "'format'")]
    public void AnotherForm_IsRefusedByName(string text, string reason) => Refused(Name, text, reason);

    [Theory]
    [InlineData("version", "2")]
    [InlineData("source", "\"windows\"")]
    [InlineData("sanitised", "false")]
    [InlineData("kind", "\"gossip\"")]
    [InlineData("data", "[]")]
    public void AWrongEnvelope_IsRefusedByName(string property, string value)
    {
        var whole = MadeUp.Of("events");
        whole[property] = JsonNode.Parse(value);

        Refused(Name, whole.ToJsonString(), property);
    }

    [Fact]
    public void AMadeUpRecording_IsRefused_WhereWindowsIsAskedFor() =>
        Assert.Throws<RecordingRefusedException>(() => Recording.Read(Name, MadeUp.Of("events").ToJsonString(), Recording.Windows));

    [Fact]
    public void AFileOfAnotherKindsName_IsRefused() => Refused("service-20348-20261122T040000Z.json", MadeUp.Of("events").ToJsonString(), "events-BUILD-TIME");

    [Theory]
    [InlineData("anna.muster@contoso.com", "principal name")]
    [InlineData("S-1-5-21-1004336348-1177238915-682003330-1104", "SID of a real domain")]
    [InlineData("3f2504e0-4f89-41d3-9a0c-0305e82c3301", "GUID")]
    [InlineData("dc01.contoso.local", "host or domain")]
    [InlineData("SRV7.CONTOSO.COM", "host or domain")]
    [InlineData("CN=Anna Muster,OU=name1,DC=d1,DC=example", "distinguished name")]
    [InlineData("OU=name1,DC=contoso,DC=example", "distinguished name")]
    [InlineData("8846f7eaee8fb117ad06bdd830b7586c", "password hash")]
    [InlineData("-----BEGIN PRIVATE KEY-----", "holds a key")]
    [InlineData("MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg", "base64 in a field")]
    public void AnUnsanitisedText_IsRefusedByPlaceAndReason(string text, string reason)
    {
        var whole = MadeUp.Of("events");
        whole["data"]!["remark"] = text;

        var refusal = Refused(Name, whole.ToJsonString(), reason);
        Assert.Contains("$.data.remark", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unicodePwd")]
    [InlineData("password")]
    [InlineData("ntHash")]
    [InlineData("privateKey")]
    public void AFieldWithTheNameOfASecret_IsRefused(string property)
    {
        var whole = MadeUp.Of("events");
        whole["data"]![property] = "x";

        Refused(Name, whole.ToJsonString(), "name of a secret");
    }

    [Fact]
    public void ANameInAProperty_IsRefused()
    {
        var whole = MadeUp.Of("events");
        whole["data"]!["dc01.contoso.com"] = "x";

        Refused(Name, whole.ToJsonString(), "host or domain");
    }

    [Fact]
    public void TheSidOfARealDomain_InTheBytesOfADescriptor_IsRefused()
    {
        var whole = MadeUp.Of("service");
        whole["data"]!["folderBase64"] = MadeUp.Base64(SddlParser.Parse("O:BAG:SYD:P(A;OICI;FA;;;S-1-5-21-1004336348-1177238915-682003330-1104)"));

        Refused("service-20348-20261122T040000Z.json", whole.ToJsonString(), "SID of a real domain");
    }

    [Theory]
    [InlineData("objects", "replPropertyMetaDataBase64", 32)]
    [InlineData("heads", "replUpToDateVectorBase64", 16)]
    public void AnInvocationId_InTheBytesOfABlob_IsRefused(string list, string property, int at)
    {
        var whole = MadeUp.Of("replication-metadata");
        var item = whole["data"]![list]![0]!;
        var bytes = Convert.FromBase64String(item[property]!.ToString());
        Guid.NewGuid().ToByteArray().CopyTo(bytes, at);
        item[property] = Convert.ToBase64String(bytes);

        Refused("replication-metadata-20348-20261122T040000Z.json", whole.ToJsonString(), "invocation id");
    }

    [Fact]
    public void WhatTheSanitiserLeaves_Passes()
    {
        var whole = MadeUp.Of("events");
        whole["data"]!["remark"] = $@"D1\name4 on host1.d1.example, CN=name1,CN=Users,DC=d1,DC=example, {MadeUp.Domain}-512, upn1, "
            + "ssprdedicatedsbprodeus1-1.servicebus.windows.net, 00000000-0000-4000-8000-00000000000a, hr=80230626, Microsoft.Synchronize.ServerConfigurationVersion";

        Assert.Equal("events", Recording.Read(Name, whole.ToJsonString(), Recording.MadeUp).Kind);
    }

    private static string Refused(string name, string text, string reason)
    {
        var refusal = Assert.Throws<RecordingRefusedException>(() => Recording.Read(name, text, Recording.MadeUp)).Message;
        Assert.StartsWith($"{name} is refused", refusal, StringComparison.Ordinal);
        Assert.Contains(reason, refusal, StringComparison.Ordinal);
        return refusal;
    }
}
