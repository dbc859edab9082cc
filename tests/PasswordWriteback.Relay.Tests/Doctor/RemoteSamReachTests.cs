using System.Globalization;
using System.Text;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Relay.Doctor;
using PasswordWriteback.Relay.Doctor.Checks;
using PasswordWriteback.Relay.GroupPolicy;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Tests.GroupPolicy;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Doctor;

/// <summary>Which Group Policies reach which domain controllers: filtered, on links of their own units, enforced, blocked, half disabled.</summary>
public sealed class RemoteSamReachTests : IDisposable
{
    private const string Refuses = "O:BAG:BAD:(A;;RC;;;BA)";
    private const string Lets = "O:BAG:BAD:(A;;RC;;;BA)(A;;RC;;;AU)";
    private const string Controllers = "OU=Domain Controllers,DC=contoso,DC=example";
    private const string First = "{AAAAAAAA-0000-0000-0000-000000000001}";
    private const string Second = "{AAAAAAAA-0000-0000-0000-000000000002}";
    private const string ForAll = "O:DAG:DAD:(A;;RPLCLORC;;;AU)(OA;;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;AU)";
    private const string ForControllers = "O:DAG:DAD:(A;;RPLCLORC;;;AU)(OA;;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;DD)";
    private const string ForMembers = "O:DAG:DAD:(A;;RPLCLORC;;;AU)(OA;;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;DC)";
    private const string NotReadable = "O:DAG:DAD:(OA;;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;AU)";
    private const string Denied = "O:DAG:DAD:(OD;;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;DD)(A;;RPLCLORC;;;AU)(OA;;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;AU)";
    private readonly DirectoryInfo _sysvol = Directory.CreateTempSubdirectory("pwb-sysvol-");
    private readonly DoctorWorld _world = new();

    public RemoteSamReachTests()
    {
        foreach (var domain in new[] { DemoForest.RootDomain, DemoForest.ChildDomain })
        {
            Directory.CreateDirectory(Path.Combine(_sysvol.FullName, domain, "Policies", "{31B2F340-016D-11D2-945F-00C04FB984F9}"));
        }
    }

    public void Dispose() => _sysvol.Delete(recursive: true);

    [Theory]
    [InlineData(ForAll, CheckResult.Failed)]
    [InlineData(ForControllers, CheckResult.Failed)]
    [InlineData(ForMembers, CheckResult.Ok)]
    [InlineData(NotReadable, CheckResult.Ok)]
    [InlineData(Denied, CheckResult.Ok)]
    public async Task SecurityFiltering_DecidesWhetherAPolicyReachesThem(string permissions, CheckResult expected)
    {
        Policy(First, Refuses, permissions);
        Link(Controllers, (First, 0));

        var lines = await LinesAsync();

        Assert.All(lines, line => Assert.Equal(expected, line.Result));
        Assert.All(lines, line => Assert.Equal(expected == CheckResult.Ok, line.Summary.Contains($"Security filtering keeps away: {First}.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task AFilterForOneControllersOwnAccount_ReachesThatOneAlone()
    {
        var sid = Sid(await ComputerAsync(DemoForest.RootPdc));
        Policy(First, Refuses, $"O:DAG:DAD:(A;;RPLCLORC;;;AU)(OA;;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;{sid})");
        Link(Controllers, (First, 0));

        var lines = await LinesAsync();

        Assert.Equal(CheckResult.Failed, lines.Single(line => line.Subject.Contains("site Zurich", StringComparison.Ordinal)).Result);
        Assert.Equal(CheckResult.Ok, lines.Single(line => line.Subject.Contains("site Dublin", StringComparison.Ordinal)).Result);
    }

    [Fact]
    public async Task PermissionsThatAreNotShown_AreUnknown_WhereThePolicyRestricts()
    {
        Policy(First, Refuses, permissions: null);
        Link(Controllers, (First, 0));

        Assert.All(await LinesAsync(), line =>
        {
            Assert.Equal(CheckResult.Unknown, line.Result);
            Assert.Contains($"The permissions of '{First}' are not shown", line.Summary, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task AWmiFilter_LeavesItUnknown_EvenWhereThePolicyThatMayWinLetsTheAccountCall()
    {
        Policy(First, Refuses, ForAll);
        Policy(Second, Lets, ForAll, wmiFilter: "[contoso.example;{AAAAAAAA-0000-0000-0000-000000000009};0]");
        Link(Controllers, (First, 0), (Second, 0));

        Assert.All(await LinesAsync(), line => Assert.Equal(CheckResult.Unknown, line.Result));
    }

    [Fact]
    public async Task AWmiFilter_DoesNotMatter_WhereEveryOutcomeIsTheSame()
    {
        Policy(First, Refuses, ForAll);
        Policy(Second, Refuses, ForAll, wmiFilter: "[contoso.example;{AAAAAAAA-0000-0000-0000-000000000009};0]");
        Link(Controllers, (First, 0), (Second, 0));

        Assert.All(await LinesAsync(), line => Assert.Equal(CheckResult.Failed, line.Result));
    }

    [Theory]
    [InlineData(0, CheckResult.Failed)]
    [InlineData(1, CheckResult.Failed)]
    [InlineData(2, CheckResult.Ok)]
    [InlineData(3, CheckResult.Ok)]
    public async Task APolicyWhoseComputerPartIsOff_DoesNotCount(int flags, CheckResult expected)
    {
        Policy(First, Refuses, ForAll, flags);
        Link(Controllers, (First, 0));

        Assert.All(await LinesAsync(), line => Assert.Equal(expected, line.Result));
    }

    [Fact]
    public async Task AUnitBelowDomainControllers_IsLookedAt_ForThoseThatLieThere()
    {
        const string branch = $"OU=Branch,{Controllers}";
        _world.Forest.Extend(Controllers, unit => unit.OrganizationalUnit("Branch"));
        Move(await ComputerAsync(DemoForest.RootSecond), $"CN=DUB-DC1,{branch}");
        Policy(First, Refuses, ForAll);
        Link(branch, (First, 0));

        var lines = await LinesAsync();

        Assert.Equal(CheckResult.Failed, lines.Single(line => line.Subject.EndsWith(branch, StringComparison.Ordinal)).Result);
        Assert.Equal(CheckResult.Ok, lines.Single(line => line.Subject.EndsWith("site Zurich", StringComparison.Ordinal)).Result);
    }

    [Fact]
    public async Task BlockedInheritance_KeepsTheHeadsPolicyAway_ButAnEnforcedOne()
    {
        Policy(First, Refuses, ForAll);
        Link(Controllers, blocks: true);
        LinkHead(First, 0);
        Assert.All(await LinesAsync(), line => Assert.Equal(CheckResult.Ok, line.Result));

        LinkHead(First, 2);
        Assert.All(await LinesAsync(), line => Assert.Equal(CheckResult.Failed, line.Result));
    }

    [Fact]
    public async Task AnEnforcedPolicyOfTheHead_WinsOverTheUnits_AndADisabledLinkDoesNotCount()
    {
        Policy(First, Lets, ForAll);
        Policy(Second, Refuses, ForAll);
        LinkHead(First, 2);
        Link(Controllers, (Second, 0));
        Assert.All(await LinesAsync(), line => Assert.Equal(CheckResult.Ok, line.Result));

        LinkHead(First, 3);
        Assert.All(await LinesAsync(), line => Assert.Equal(CheckResult.Failed, line.Result));
    }

    [Fact]
    public async Task LinksThatThisIdentityMaySee_AndThereAreNone_AreNone_AndHiddenOnesAreUnknown()
    {
        Assert.All(await LinesAsync(), line => Assert.Equal(CheckResult.Ok, line.Result));

        Show(Controllers, ("nTSecurityDescriptor", Descriptor("O:DAG:DAD:(A;;RPWP;;;SY)")));

        Assert.All(await LinesAsync(), line =>
        {
            Assert.Equal(CheckResult.Unknown, line.Result);
            Assert.Contains($"The links of {Controllers} are not shown", line.Summary, StringComparison.Ordinal);
        });
    }

    /// <summary>The relay's own rights are measured on the policies that are linked: with damaged links nobody knows which.</summary>
    [Fact]
    public async Task ADamagedLinkOfTheHead_LeavesTheOwnRightsUnknown()
    {
        _world.Forest.Modify(DemoForest.RootPdc, DemoForest.RootDn, "gPLink", [$"[LDAP://{Dn("{31B2F340-016D-11D2-945F-00C04FB984F9}")};0"]);
        var forest = await _world.Directory().ForestAsync(TestContext.Current.CancellationToken);

        var (_, unread) = await new OwnRightsReader(_world.Connector).ReadAsync(forest, TestContext.Current.CancellationToken);

        Assert.Contains(unread, reason => reason.StartsWith($"Which Group Policies are linked at {DemoForest.RootDn} is not known: gPLink cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ADamagedLink_IsUnknown_AndSaysWhere()
    {
        Show(Controllers, ("gPLink", "[LDAP://broken"u8.ToArray()));

        var line = (await PoliciesAsync()).Single(line => line.Subject == DemoForest.RootDomain);

        Assert.Equal(CheckResult.Unknown, line.Result);
        Assert.Contains("a link has no closing bracket, at character 0", line.Summary, StringComparison.Ordinal);
    }

    private byte[] Descriptor(string sddl)
    {
        var domain = _world.Forest.Read(state => state.Domains.Single(domain => domain.DnsName == DemoForest.RootDomain).Sid);
        return SddlParser.Parse(sddl, SddlDomain.Root(Core.ActiveDirectory.SecurityDescriptors.Sid.Parse(domain))).ToBytes();
    }

    private static string Dn(string guid) => $"CN={guid},CN=Policies,CN=System,{DemoForest.RootDn}";

    private static string Sid(DirectoryEntry computer) => Core.ActiveDirectory.SecurityDescriptors.Sid.Read(computer.GetBytes("objectSid")!).ToString();

    private void Policy(string guid, string restriction, string? permissions, int flags = 0, string? wmiFilter = null)
    {
        var attributes = new Dictionary<string, IReadOnlyList<byte[]>>(StringComparer.OrdinalIgnoreCase)
        {
            ["displayName"] = [Encoding.UTF8.GetBytes(guid)],
            ["gPCFileSysPath"] = [Encoding.UTF8.GetBytes($@"\\{DemoForest.RootDomain}\sysvol\{DemoForest.RootDomain}\Policies\{guid}")],
            ["flags"] = [Encoding.UTF8.GetBytes(flags.ToString(CultureInfo.InvariantCulture))],
        };
        if (permissions is not null)
        {
            attributes["nTSecurityDescriptor"] = [Descriptor(permissions)];
        }

        if (wmiFilter is not null)
        {
            attributes["gPCWQLFilter"] = [Encoding.UTF8.GetBytes(wmiFilter)];
        }

        _world.Connector.Shown[Dn(guid)] = new DirectoryEntry(Dn(guid), attributes);
        var file = Path.Combine(_sysvol.FullName, DemoForest.RootDomain, "Policies", guid, "Machine", "Registry.pol");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, PolicyFiles.RegistryPol(PolicyFiles.Text("RestrictRemoteSam", restriction)));
    }

    private void Link(string container, params (string Guid, int Options)[] links) => Link(container, blocks: false, links);

    private void LinkHead(string guid, int options) => _world.Forest.Modify(
        DemoForest.RootPdc, DemoForest.RootDn, "gPLink", [$"[LDAP://{Dn("{31B2F340-016D-11D2-945F-00C04FB984F9}")};0][LDAP://{Dn(guid)};{options}]"]);

    private void Link(string container, bool blocks, params (string Guid, int Options)[] links) => Show(
        container,
        ("nTSecurityDescriptor", Descriptor("O:DAG:DAD:(A;;RPLCLORC;;;AU)")),
        ("gPLink", Encoding.UTF8.GetBytes(links.Length == 0 ? " " : string.Concat(links.Select(link => $"[LDAP://{Dn(link.Guid)};{link.Options}]")))),
        ("gPOptions", Encoding.UTF8.GetBytes(blocks ? "1" : "0")));

    private void Show(string dn, params (string Attribute, byte[] Value)[] attributes) => _world.Connector.Shown[dn] = new DirectoryEntry(
        dn, attributes.ToDictionary(pair => pair.Attribute, IReadOnlyList<byte[]> (pair) => [pair.Value], StringComparer.OrdinalIgnoreCase));

    private async Task<DirectoryEntry> ComputerAsync(string host)
    {
        await using var connection = await _world.Connector.ConnectAsync(DemoForest.RootPdc, TestContext.Current.CancellationToken);
        return Assert.Single(await connection.ReadAllAsync(
            new DirectorySearch(DemoForest.RootDn, SearchDepth.Subtree, $"(dNSHostName={host})", ["objectSid", "dNSHostName"]), TestContext.Current.CancellationToken));
    }

    private void Move(DirectoryEntry computer, string dn) => _world.Connector.Shown[computer.Dn] = computer with { Dn = dn };

    private async Task<List<CheckLine>> LinesAsync()
    {
        var lines = (await PoliciesAsync()).Where(line => line.Subject.StartsWith($"{DemoForest.RootDomain},", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(lines);
        return lines;
    }

    private Task<IReadOnlyList<CheckLine>> PoliciesAsync() =>
        _world.RunAsync(new RemoteSamPolicyCheck(_world.Directory(), new SysvolFolder(_sysvol.FullName, isWindows: false)).Check);
}
