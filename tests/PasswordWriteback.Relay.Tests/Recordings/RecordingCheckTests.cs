using System.Text.Json.Nodes;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>Each check agrees with a good recording, and a wrong answer in any of its parts makes it fail. The recordings are made up.</summary>
public sealed class RecordingCheckTests
{
    public static TheoryData<string> Kinds => [.. RecordingCheck.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AGoodRecording_HasNoDifference(string kind) => Assert.Empty(Differences(MadeUp.Of(kind)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ARecordingOfNothing_IsADifference(string kind)
    {
        var whole = MadeUp.Of(kind);
        foreach (var list in whole["data"]!.AsObject().Select(pair => pair.Value).OfType<JsonArray>())
        {
            list.Clear();
        }

        Assert.NotEmpty(Differences(whole));
    }

    [Theory]
    [InlineData("replication-metadata", "data.objects.0.stamps.0.version", "6", "nTSecurityDescriptor")]
    [InlineData("replication-metadata", "data.objects.0.stamps.0.localUsn", "816", "nTSecurityDescriptor")]
    [InlineData("replication-metadata", "data.objects.0.stamps.0.at", "\"2026-11-22T04:00:01Z\"", "nTSecurityDescriptor")]
    [InlineData("replication-metadata", "data.heads.0.cursors.1.usn", "89", "cursor")]
    [InlineData("replication-metadata", "data.heads.0.invocationId", "\"00000000-0000-4000-8000-000000000009\"", "not in the blob")]
    [InlineData("pending-propagations", "data.drained", "false", "did not leave")]
    [InlineData("pending-propagations", "data.samples.0.otherConnection", """["OU=pwbkit-unit,DC=d1,DC=example"]""", "another connection")]
    [InlineData("pending-propagations", "data.samples.1.values", """["CN=Users,DC=d1,DC=example"]""", "did not write")]
    [InlineData("events", "data.listed.0.id", "31003", "Windows lists")]
    [InlineData("events", "data.listed.1.record", "80", "number 80")]
    [InlineData("events", "data.xml", "\"<Events>\"", "not read")]
    [InlineData("cmdlets", "data.commands.0.found", "false", "is not there")]
    [InlineData("cmdlets", "data.commands.0.parameterSets.0.mandatory", """["Connector"]""", "parameter sets")]
    [InlineData("cmdlets", "data.read.ok", "false", "script failed")]
    [InlineData("cmdlets", "data.read.value.switch", "null", "not understood")]
    [InlineData("service", "data.steps.1.exitCode", "1", "relay start")]
    [InlineData("service", "data.steps.4.exitCode", "null", "relay uninstall")]
    [InlineData("service", "data.gone", "false", "still there")]
    [InlineData("service", "data.eventSource", "false", "event source")]
    [InlineData("service", "data.key.exports.0.refused", "false", "can be exported")]
    [InlineData("service", "data.key.exportPolicy", "1", "can be exported")]
    [InlineData("service", "data.folderBase64", "null", "no state folder")]
    [InlineData("negotiate", "data.binds.0.bound", "false", "did not bind")]
    [InlineData("negotiate", "data.binds.1.bound", "true", "proves nothing")]
    [InlineData("negotiate", "data.check.exitCode", "1", "relay check")]
    [InlineData("effective-rights", "data.entries.0.granted.ResetPassword", "false", "ResetPassword on")]
    [InlineData("effective-rights", "data.entries.0.granted.WriteDacl", "true", "WriteDacl on")]
    [InlineData("effective-rights", "data.groups", "[]", "ResetPassword on")]
    [InlineData("dsacls", "data.cases.0.exitCode", "5", "read-domain")]
    [InlineData("ace-order", "data.cases.0.result", "\"InsufficientAccessRights\"", "answered")]
    public void AWrongAnswer_IsADifference(string kind, string path, string value, string said)
    {
        var whole = MadeUp.Of(kind);
        Set(whole, path.Split('.'), JsonNode.Parse(value));

        Assert.Contains(Differences(whole), difference => difference.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void AnEntryThatWindowsLost_IsADifference_AndAnotherOrderIsNone()
    {
        var whole = MadeUp.Of("ace-order");
        var one = whole["data"]!["cases"]![0]!;
        var wanted = SecurityDescriptor.Parse(Convert.FromBase64String(one["wantedBase64"]!.ToString()));
        After(new Acl(wanted.Dacl!.Aces.Skip(1)));
        Assert.Contains(Differences(whole), difference => difference.Contains("proof", StringComparison.Ordinal));

        // Two allowing entries of the same rank change places: Windows may sort them so.
        After(new Acl([wanted.Dacl.Aces[0], wanted.Dacl.Aces[2], wanted.Dacl.Aces[1], .. wanted.Dacl.Aces.Skip(3)]));
        Assert.Empty(Differences(whole));

        After(new Acl([wanted.Dacl.Aces[1], wanted.Dacl.Aces[0], .. wanted.Dacl.Aces.Skip(2)]));
        Assert.Contains(Differences(whole), difference => difference.Contains("canonical when written", StringComparison.Ordinal));

        void After(Acl dacl)
        {
            var after = wanted.WithDacl(dacl);
            (one["afterBase64"], one["afterSddl"]) = (MadeUp.Base64(after), SddlFormatter.Format(after));
        }
    }

    [Fact]
    public void AnInheritedWriteDacl_IsNotWhatThePageSays()
    {
        var whole = MadeUp.Of("dsacls");
        var one = whole["data"]!["cases"]!.AsArray().Single(one => one!["name"]!.ToString() == "write-dacl")!;
        one["afterBase64"] = MadeUp.Base64(MadeUp.With(Ace.Allow(Sid.Parse($"{MadeUp.Domain}-1105"), AccessMask.WriteDacl, AceFlags.ContainerInherit)));

        Assert.Contains(Differences(whole), difference => difference.StartsWith("write-dacl: dsacls wrote (A;CI;WD", StringComparison.Ordinal));
    }

    [Fact]
    public void AFolderThatUsersMayEnter_IsADifference()
    {
        var whole = MadeUp.Of("service");
        whole["data"]!["folderBase64"] = MadeUp.Base64(SddlParser.Parse("O:BAG:SYD:AI(A;OICI;FR;;;BU)"));

        Assert.Equal(2, Differences(whole).Count);
    }

    private static IReadOnlyList<string> Differences(JsonObject whole) =>
        RecordingCheck.Differences(Recording.Read($"{whole["kind"]}-20348-20261122T040000Z.json", whole.ToJsonString(), Recording.MadeUp));

    private static void Set(JsonNode node, string[] path, JsonNode? value)
    {
        var parent = path[..^1].Aggregate(node, (at, part) => int.TryParse(part, System.Globalization.CultureInfo.InvariantCulture, out var index) ? at[index]! : at[part]!);
        if (int.TryParse(path[^1], System.Globalization.CultureInfo.InvariantCulture, out var last))
        {
            parent[last] = value;
        }
        else
        {
            parent[path[^1]] = value;
        }
    }
}
