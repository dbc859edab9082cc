using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Tests.EntraConnect.Events;

namespace PasswordWriteback.Core.Tests.EntraConnect;

public sealed class ConnectRulesTests
{
    private const string Forest = "contoso.example";
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2.5.79.0", "2.5.79", null, true)]
    [InlineData("2.5.79.0", "2.5.79.0", "2.5.79.0", true)]
    [InlineData("2.5.79.0", "2.5.76.0", null, false)]
    [InlineData("2.5.79.0", "2.5.79.0", "2.5.76.0", false)]
    [InlineData("2.5.79.0", "", null, false)]
    public void Versions_AreComparedAsNumbers(string binary, string configured, string? registry, bool agree)
    {
        var server = Server() with { InstalledVersion = binary, ConfiguredVersion = configured, RegistryVersion = registry };

        Assert.Equal(agree, ConnectVersions.Agree(server));
        Assert.Equal(agree ? null : SwitchProblem.VersionsDisagree, SwitchRules.Refuse(server, enable: true, Now)?.Problem);
    }

    [Fact]
    public void AHalfDoneUpgrade_Blocks_AndAsksForItsEnd()
    {
        var findings = ConnectFindings.Judge(Forest, Reading.Known(Server() with { ConfiguredVersion = "2.5.79.0" }), Now);

        var version = findings.Single(finding => finding.Code == FindingCodes.ConnectVersion);
        Assert.Equal(FindingStatus.ActionRequired, version.Status);
        Assert.Contains("half-done upgrade", version.Evidence.Summary, StringComparison.Ordinal);
        Assert.Equal(FindingStatus.NotMet, findings.Single(finding => finding.Code == FindingCodes.ConnectVersionsAgree).Status);
    }

    [Theory]
    [InlineData("", "2.6.84.0", "binary")]
    [InlineData("2.6.84.0", "", "configuration")]
    [InlineData("", "", "binary and of the configuration")]
    public void AVersionThatWasNotRead_IsUnknown_NeverTooOldOrHalfDone_AndTurnsNothingOn(string binary, string configured, string which)
    {
        var server = Server() with { InstalledVersion = binary, ConfiguredVersion = configured };

        var findings = ConnectFindings.Judge(Forest, Reading.Known(server), Now)
            .Where(finding => finding.Code is FindingCodes.ConnectVersion or FindingCodes.ConnectVersionsAgree).ToList();

        Assert.Equal(2, findings.Count);
        Assert.All(findings, finding =>
        {
            Assert.Equal(FindingStatus.Unknown, finding.Status);
            Assert.Contains($"of the {which} of Entra Connect", finding.Evidence.Summary, StringComparison.Ordinal);
        });
        Assert.Contains("could not be read", SwitchRules.Refuse(server, enable: true, Now)!.Detail, StringComparison.Ordinal);
        Assert.Null(SwitchRules.Refuse(server with { WritebackEnabled = true }, enable: false, Now));
    }

    [Theory]
    [InlineData("2.5.78.0", 2026, 9, 29, true)]
    [InlineData("2.5.78.0", 2026, 9, 30, false)]
    [InlineData("2.5.79.0", 2026, 9, 30, true)]
    [InlineData("1.0.8641.0", 2020, 1, 1, false)]
    [InlineData("1.0.8642.0", 2020, 1, 1, true)]
    public void TheFloor_HoldsFromItsDay(string version, int year, int month, int day, bool works) =>
        Assert.Equal(works, ConnectVersions.Works(Version.Parse(version), new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void TurningOff_IsNeverRefused() =>
        Assert.Null(SwitchRules.Refuse(Server() with { Staging = true, InstalledVersion = "1.0.0.0", WritebackEnabled = true }, enable: false, Now));

    [Fact]
    public void OneParameterSetThatNeedsNobody_IsEnough()
    {
        CmdletParameterSet signIn = new(["Connector", "Enable", "AADUserName"], ["Connector", "Enable", "AADUserName"]);
        CmdletParameterSet plain = new(["Connector", "Enable", "AzureADCredential"], ["Connector", "Enable"]);

        Assert.True(SwitchCmdlet.RunsUnattended([signIn, plain]));
        Assert.False(SwitchCmdlet.RunsUnattended([signIn]));
        Assert.Equal(["AADUserName"], SwitchCmdlet.Demands([signIn]));
        Assert.False(SwitchCmdlet.RunsUnattended([new(["ConnectorName"], [])]));
    }

    [Theory]
    [InlineData("a'b", "'a''b'")]
    [InlineData("a\u2019b", "'a\u2019\u2019b'")]
    [InlineData("x'; calc; '", "'x''; calc; '''")]
    public void AName_CannotLeaveItsQuotes(string name, string quoted) => Assert.Equal(quoted, SwitchCmdlet.Quote(name));

    [Fact]
    public void TwoActiveServers_BlockBothForests_AStagingOneDoesNot()
    {
        var first = (Forest, Reading.Known(Server()));
        var second = ("fabrikam.example", Reading.Known(Server() with { ServerName = "SYNC2" }));
        var staging = ("fabrikam.example", Reading.Known(Server() with { ServerName = "SYNC2", Staging = true }));

        Assert.Equal([Forest, "fabrikam.example"], SurroundingFindings.JudgeTogether([first, second]).Select(finding => finding.Subject));
        Assert.All(SurroundingFindings.JudgeTogether([first, second]), finding => Assert.Equal(FindingStatus.NotMet, finding.Status));
        Assert.Empty(SurroundingFindings.JudgeTogether([first, staging]));
        Assert.Empty(SurroundingFindings.JudgeTogether([first, first, ("x.example", Reading.Unknown<ConnectReading>("away"))]));
    }

    [Fact]
    public void AServerThatOnlyADescriptionNames_IsUnknown()
    {
        var finding = SurroundingFindings.Judge(Forest, Reading.Known(Server()), new ConnectSurroundings(["OLDSYNC"], CloudSync: false));

        Assert.Equal((FindingCodes.OtherSynchronization, FindingStatus.Unknown), (finding.Code, finding.Status));
        Assert.Contains("OLDSYNC", finding.Evidence.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "1.1.1373.0")]
    public void CloudSync_IsRecognized_AndItsCmdletNamed(bool account, string? agent)
    {
        var finding = SurroundingFindings.Judge(Forest, Reading.Known(Server() with { CloudSyncAgent = agent }), new ConnectSurroundings([], account));

        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains("Set-AADCloudSyncPasswordWritebackConfiguration", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingElse_IsMet() => Assert.Equal(
        FindingStatus.Met, SurroundingFindings.Judge(Forest, Reading.Known(Server()), new ConnectSurroundings([], CloudSync: false)).Status);

    [Theory]
    [InlineData(1, FindingStatus.ActionRequired)]
    [InlineData(-1, FindingStatus.Met)]
    public void AForestAddedAfterOnboarding_HasToBeOnboardedAgain(int days, FindingStatus status)
    {
        var onboarded = Now.AddDays(-10);
        var server = Server() with
        {
            Connectors = [new DirectoryConnector(Forest, @"CONTOSO\MSOL_1", [], [], null) { CreatedAt = onboarded.AddDays(days) }],
        };

        var finding = EvidenceFindings.Judge(Forest, Reading.Known(new WritebackEvidence(onboarded, Now, null, [])), Now, server)[0];

        Assert.Equal(status, finding.Status);
        Assert.Equal(days > 0, finding.Evidence.Facts!.ContainsKey("reonboardRequired"));
    }

    [Theory]
    [InlineData(5, true, FindingStatus.ActionRequired)]
    [InlineData(-5, true, FindingStatus.Met)]
    [InlineData(5, false, FindingStatus.Met)]
    public void AForestAddedSinceTheLogBegins_WithoutAnyOnboardingInIt_HasToBeOnboardedAgain(int daysAfterTheOldest, bool complete, FindingStatus status)
    {
        var server = Server() with
        {
            Connectors = [new DirectoryConnector(Forest, @"CONTOSO\MSOL_1", [], [], null) { CreatedAt = Log.At(0).AddDays(daysAfterTheOldest) }],
        };
        var log = new Log().Add(0, 31019).Add(TimeSpan.FromDays(20).TotalMinutes, 31019);
        var evidence = new WritebackEvidence(null, Log.At(TimeSpan.FromDays(20).TotalMinutes), null, [], log.Sum() with { Complete = complete }, []);

        var finding = EvidenceFindings.Judge(Forest, Reading.Known(evidence), Now, server)[0];

        Assert.Equal((FindingCodes.Onboarded, status), (finding.Code, finding.Status));
        Assert.Equal(status == FindingStatus.ActionRequired, finding.Evidence.Summary.Contains("no onboarding since", StringComparison.Ordinal));
    }

    private static ConnectReading Server() =>
        new("SYNC1", "2.6.84.0", "2.6.84.0", Staging: false, WritebackEnabled: false, null, [], new Dictionary<string, string>(StringComparer.Ordinal));
}
