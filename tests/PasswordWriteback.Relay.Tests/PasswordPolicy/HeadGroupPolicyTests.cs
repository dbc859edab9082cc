using System.Globalization;
using System.Text;
using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.GroupPolicy;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.PasswordPolicy;
using PasswordWriteback.Relay.Tests.Doctor;
using PasswordWriteback.Relay.Tests.GroupPolicy;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.PasswordPolicy;

/// <summary>Which Group Policy wins for the password policy of a domain: place, order, enforced, disabled, halves, versions, filters, files.</summary>
public sealed class HeadGroupPolicyTests : IDisposable
{
    private const string Low = "{AAAAAAAA-0000-0000-0000-000000000001}";
    private const string High = "{AAAAAAAA-0000-0000-0000-000000000002}";
    private const string ForAll = "O:DAG:DAD:(A;;RPLCLORC;;;AU)(OA;;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;AU)";
    private const string ForMembers = "O:DAG:DAD:(A;;RPLCLORC;;;AU)(OA;;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;DC)";
    private readonly DirectoryInfo _sysvol = Directory.CreateTempSubdirectory("pwb-sysvol-");
    private readonly DoctorWorld _world = new();
    private DirectoryForest? _forest;

    public HeadGroupPolicyTests()
    {
        Policy(Low, "MinimumPasswordAge = 1", "MinimumPasswordLength = 14");
        Policy(High, "MinimumPasswordAge = 2");
    }

    public void Dispose() => _sysvol.Delete(recursive: true);

    [Fact]
    public async Task TheLinkThatTheConsoleListsFirst_Wins_ForWhatItSets_AndTheOthersForTheRest()
    {
        Link((Low, 0), (High, 0));

        var read = await KnownAsync();

        Assert.Equal([High, Low], read.Applied);
        Assert.Equal((High, 2), Winner(read, PasswordSetting.MinimumPasswordAge));
        Assert.Equal((Low, 14), Winner(read, PasswordSetting.MinimumPasswordLength));
        Assert.Null(read.Find(PasswordSetting.PasswordComplexity));
    }

    [Fact]
    public async Task AnEnforcedLink_Wins_WhateverItsPlace()
    {
        Link((Low, 2), (High, 0));

        Assert.Equal((Low, 1), Winner(await KnownAsync(), PasswordSetting.MinimumPasswordAge));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task ADisabledLink_DoesNotCount_EvenEnforced(int options)
    {
        Link((Low, 0), (High, options));

        var read = await KnownAsync();

        Assert.Equal((Low, 1), Winner(read, PasswordSetting.MinimumPasswordAge));
        Assert.Contains("is disabled", Assert.Single(read.LeftOut), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    public async Task APolicyWhoseComputerPartIsOff_DoesNotCount(int flags, int expected)
    {
        Policy(High, ForAll, flags, version: 3, wmi: null, "MinimumPasswordAge = 2");
        Link((Low, 0), (High, 0));

        Assert.Equal(expected, Winner(await KnownAsync(), PasswordSetting.MinimumPasswordAge).Value);
    }

    [Fact]
    public async Task APolicyWhoseComputerPartWasNeverWritten_DoesNotCount()
    {
        Policy(High, ForAll, flags: 0, version: 0x3_0000, wmi: null, "MinimumPasswordAge = 2");
        Link((Low, 0), (High, 0));

        var read = await KnownAsync();

        Assert.Equal((Low, 1), Winner(read, PasswordSetting.MinimumPasswordAge));
        Assert.Contains("off or empty", Assert.Single(read.LeftOut), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesOfAnotherVersion_AreNotTheFilesThatWillApply()
    {
        Policy(High, ForAll, flags: 0, version: 7, wmi: null, "MinimumPasswordAge = 2");
        File.WriteAllText(Path.Combine(Folder(High), "gpt.ini"), "[General]\r\nVersion=6\r\n");
        Link((Low, 0), (High, 0));

        Assert.Contains("version 7 of its computer part, the files have 6", Reason(await KnownAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecurityFiltering_ThatLeavesThePdcEmulatorOut_IsSaid()
    {
        Policy(High, ForMembers, flags: 0, version: 3, wmi: null, "MinimumPasswordAge = 2");
        Link((Low, 0), (High, 0));

        var read = await KnownAsync();

        Assert.Equal((Low, 1), Winner(read, PasswordSetting.MinimumPasswordAge));
        Assert.Contains("Security filtering", Assert.Single(read.LeftOut), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWmiFilter_LeavesUnknown_WhatThatPolicySets_AndNothingElse()
    {
        Policy(High, ForAll, flags: 0, version: 3, "[contoso.example;{AAAAAAAA-0000-0000-0000-000000000009};0]", "MinimumPasswordAge = 2");
        Link((Low, 0), (High, 0));

        var read = await KnownAsync();

        Assert.Contains("WMI filter", Reason(read), StringComparison.Ordinal);
        Assert.Equal((Low, 14), Winner(read, PasswordSetting.MinimumPasswordLength));
    }

    [Fact]
    public async Task ALinkToAPolicyThatDoesNotExist_DoesNotCount_AndIsSaid()
    {
        Link((Low, 0), ("{AAAAAAAA-0000-0000-0000-000000000009}", 0));

        var read = await KnownAsync();

        Assert.Equal((Low, 1), Winner(read, PasswordSetting.MinimumPasswordAge));
        Assert.Contains("leads to no policy", Assert.Single(read.LeftOut), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALinkOnDomainControllers_DoesNotCount()
    {
        Link((Low, 0));
        Show($"OU=Domain Controllers,{DemoForest.RootDn}", ("gPLink", $"[LDAP://{Dn(High)};2]"));

        Assert.Equal([Low], (await KnownAsync()).Applied);
    }

    [Fact]
    public async Task WithoutSysvol_WhoWinsIsUnknown_AndTheLinksAreNamedInTheirOrder()
    {
        Link((Low, 0), (High, 0));

        var read = await ReadAsync(new SysvolFolder(folder: null, isWindows: false));

        Assert.True(read.IsKnown, read.UnknownReason);
        Assert.Equal([High, Low], read.Value.Applied);
        Assert.All(Enum.GetValues<PasswordSetting>(), setting => Assert.Contains("--sysvol", read.Value.Find(setting)!.UnknownReason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ADamagedTemplate_LeavesUnknown_WhatItMaySet()
    {
        Policy(High, "MinimumPasswordAge");
        Link((Low, 0), (High, 0));

        Assert.Contains("GptTmpl.inf cannot be read", Reason(await KnownAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LinksThatCannotBeRead_OrAreHidden_AreUnknown_NeverNone()
    {
        await KnownAsync();
        Show(DemoForest.RootDn, ("gPLink", "[LDAP://broken"));
        Assert.Contains("no closing bracket", (await ReadAsync(Files)).UnknownReason, StringComparison.Ordinal);

        Show(DemoForest.RootDn);
        Assert.Contains($"The links of {DemoForest.RootDn} are not shown", (await ReadAsync(Files)).UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHeadThatIsNotShown_IsAnUnknownPolicy_OfThatDomainAlone()
    {
        var cancel = TestContext.Current.CancellationToken;
        var forest = (await new ForestDiscoverer(_world.Connector).DiscoverAsync(cancel)).Forest;
        Show(DemoForest.RootDn);

        var policies = await new PasswordPolicyReader(_world.Connector, Files).ReadAsync(forest, cancel);

        Assert.Contains("does not show minPwdAge", policies.Single(policy => policy.Domain == DemoForest.RootDomain).UnknownReason, StringComparison.Ordinal);
        Assert.True(policies.Single(policy => policy.Domain == DemoForest.ChildDomain).IsKnown);
    }

    private SysvolFolder Files => new(_sysvol.FullName, isWindows: false);

    private static string Dn(string guid) => $"CN={guid},CN=Policies,CN=System,{DemoForest.RootDn}";

    private string Folder(string guid) => Path.Combine(_sysvol.FullName, DemoForest.RootDomain, "Policies", guid);

    private static (string?, int? Value) Winner(HeadGroupPolicies read, PasswordSetting setting) =>
        read.Find(setting) is { } winner ? (winner.Policy, winner.Value) : default;

    private static string? Reason(HeadGroupPolicies read) => read.Find(PasswordSetting.MinimumPasswordAge) is { Policy: null, Value: null } unknown ? unknown.UnknownReason : null;

    private void Policy(string guid, params string[] settings) => Policy(guid, ForAll, flags: 0, version: 3, wmi: null, settings);

    private void Policy(string guid, string permissions, int flags, int version, string? wmi, params string[] settings)
    {
        var sid = _world.Forest.Read(state => state.Domains.Single(domain => domain.DnsName == DemoForest.RootDomain).Sid);
        var attributes = new Dictionary<string, IReadOnlyList<byte[]>>(StringComparer.OrdinalIgnoreCase)
        {
            ["displayName"] = [Encoding.UTF8.GetBytes(guid)],
            ["gPCFileSysPath"] = [Encoding.UTF8.GetBytes($@"\\{DemoForest.RootDomain}\sysvol\{DemoForest.RootDomain}\Policies\{guid}")],
            ["flags"] = [Encoding.UTF8.GetBytes(flags.ToString(CultureInfo.InvariantCulture))],
            ["versionNumber"] = [Encoding.UTF8.GetBytes(version.ToString(CultureInfo.InvariantCulture))],
            ["nTSecurityDescriptor"] = [SddlParser.Parse(permissions, SddlDomain.Root(Core.ActiveDirectory.SecurityDescriptors.Sid.Parse(sid))).ToBytes()],
        };
        if (wmi is not null)
        {
            attributes["gPCWQLFilter"] = [Encoding.UTF8.GetBytes(wmi)];
        }

        _world.Connector.Shown[Dn(guid)] = new DirectoryEntry(Dn(guid), attributes);
        var template = Path.Combine(Folder(guid), "Machine", "Microsoft", "Windows NT", "SecEdit", "GptTmpl.inf");
        Directory.CreateDirectory(Path.GetDirectoryName(template)!);
        File.WriteAllBytes(template, [0xFF, 0xFE, .. PolicyFiles.Utf16(PolicyFiles.SystemAccessText(settings))]);
    }

    private void Link(params (string Guid, int Options)[] links) => _world.Forest.Modify(
        DemoForest.RootPdc, DemoForest.RootDn, "gPLink", [string.Concat(links.Select(link => $"[LDAP://{Dn(link.Guid)};{link.Options}]"))]);

    private void Show(string dn, params (string Attribute, string Value)[] attributes) => _world.Connector.Shown[dn] = new DirectoryEntry(
        dn, attributes.ToDictionary(pair => pair.Attribute, IReadOnlyList<byte[]> (pair) => [Encoding.UTF8.GetBytes(pair.Value)], StringComparer.OrdinalIgnoreCase));

    private async Task<HeadGroupPolicies> KnownAsync()
    {
        var read = await ReadAsync(Files);
        Assert.True(read.IsKnown, read.UnknownReason);
        return read.Value;
    }

    private async Task<Reading<HeadGroupPolicies>> ReadAsync(SysvolFolder files)
    {
        var cancel = TestContext.Current.CancellationToken;
        _forest ??= (await new ForestDiscoverer(_world.Connector).DiscoverAsync(cancel)).Forest;
        var domain = _forest.Domains.Single(candidate => candidate.DnsName == DemoForest.RootDomain);
        await using var connection = await _world.Connector.ConnectAsync(DemoForest.RootPdc, cancel);
        return await new HeadGroupPolicyReader(_world.Connector, files).ReadAsync(connection, _forest, domain, cancel);
    }
}
