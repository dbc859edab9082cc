using PasswordWriteback.Relay.Doctor;
using PasswordWriteback.Relay.Doctor.Checks;
using PasswordWriteback.Relay.GroupPolicy;
using PasswordWriteback.Relay.Tests.GroupPolicy;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Doctor;

public sealed class RemoteSamTests : IDisposable
{
    private const string Path = @"MACHINE\System\CurrentControlSet\Control\Lsa\RestrictRemoteSAM";
    private const string Administrators = "O:BAG:BAD:(A;;RC;;;BA)";
    private const string Everybody = "O:BAG:BAD:(A;;RC;;;BA)(A;;RC;;;AU)";
    private const string EverybodyButUsers = "O:BAG:BAD:(D;;RC;;;DU)(A;;RC;;;WD)";
    private readonly DirectoryInfo _sysvol = Directory.CreateTempSubdirectory("pwb-sysvol-");
    private readonly DoctorWorld _world = new();

    public RemoteSamTests()
    {
        foreach (var domain in new[] { DemoForest.RootDomain, DemoForest.ChildDomain })
        {
            Directory.CreateDirectory(Folder(domain));
        }
    }

    public void Dispose() => _sysvol.Delete(recursive: true);

    [Fact]
    public async Task Policies_ThatSetNothing_AreOk_AndSayWhatIsNotSeen()
    {
        var lines = await PoliciesAsync();

        Assert.All(lines, line => Assert.Equal(CheckResult.Ok, line.Result));
        Assert.Contains(lines, line => line.Subject.StartsWith(DemoForest.RootDomain, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Subject.StartsWith(DemoForest.ChildDomain, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Contains("left in a domain controller's registry", line.Summary, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Administrators, CheckResult.Failed)]
    [InlineData(EverybodyButUsers, CheckResult.Failed)]
    [InlineData(Everybody, CheckResult.Ok)]
    [InlineData("", CheckResult.Ok)]
    [InlineData("O:BAG:BAD:(A;;RC", CheckResult.Unknown)]
    public async Task Policies_SecurityTemplate_IsJudgedForTheConnectorAccount(string sddl, CheckResult expected)
    {
        Template(DemoForest.RootDomain, sddl);

        var lines = await PoliciesAsync();

        Assert.All(Of(lines, DemoForest.RootDomain), line => Assert.Equal(expected, line.Result));
        Assert.All(Of(lines, DemoForest.RootDomain), line => Assert.Contains($"'{sddl}'", line.Summary, StringComparison.Ordinal));
        Assert.All(Of(lines, DemoForest.ChildDomain), line => Assert.Equal(CheckResult.Ok, line.Result));
    }

    [Fact]
    public async Task Policies_RegistryPol_IsJudged_AndASecurityTemplateOverridesIt()
    {
        Write(DemoForest.RootDomain, "Registry.pol", PolicyFiles.RegistryPol(PolicyFiles.Text("RestrictRemoteSam", Administrators)));
        Assert.All(Of(await PoliciesAsync(), DemoForest.RootDomain), line => Assert.Equal(CheckResult.Failed, line.Result));

        Template(DemoForest.RootDomain, Everybody);
        Assert.All(Of(await PoliciesAsync(), DemoForest.RootDomain), line => Assert.Equal(CheckResult.Ok, line.Result));
    }

    [Fact]
    public async Task Policies_Damaged_AreUnknown_NeverOk()
    {
        Write(DemoForest.RootDomain, "Registry.pol", PolicyFiles.RegistryPol(PolicyFiles.Text("RestrictRemoteSam", Administrators))[..40]);

        Assert.All(Of(await PoliciesAsync(), DemoForest.RootDomain), line =>
        {
            Assert.Equal(CheckResult.Unknown, line.Result);
            Assert.Contains("Registry.pol cannot be read", line.Summary, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Policies_WithoutSysvol_AreUnknown_WithTheOption()
    {
        var lines = await _world.RunAsync(new RemoteSamPolicyCheck(_world.Directory(), new SysvolFolder(folder: null, isWindows: false)).Check);

        Assert.All(lines, line => Assert.Equal(CheckResult.Unknown, line.Result));
        Assert.All(lines, line => Assert.Contains("--sysvol", line.Summary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Policies_OfADomainThatDoesNotAnswer_AreUnknown_TheOthersAreRead()
    {
        _world.Connector.Fails.UnionWith([DemoForest.ChildPdc, DemoForest.ChildSecond]);

        var lines = await PoliciesAsync();

        Assert.Contains(lines, line => line.Subject == DemoForest.ChildDomain && line.Result == CheckResult.Unknown);
        Assert.All(Of(lines, DemoForest.RootDomain), line => Assert.Equal(CheckResult.Ok, line.Result));
    }

    [Fact]
    public async Task Registry_OffWindows_IsNotApplicable() => Assert.Equal(CheckResult.NotApplicable, (await LocalAsync()).Result);

    [Fact]
    public async Task Registry_NotSet_IsOk()
    {
        _world.OnWindows();

        Assert.Equal(CheckResult.Ok, (await LocalAsync()).Result);
    }

    [Theory]
    [InlineData(Administrators, CheckResult.Warning)]
    [InlineData(Everybody, CheckResult.Ok)]
    [InlineData("nonsense", CheckResult.Unknown)]
    public async Task Registry_Set_IsJudgedForTheConnectorAccount(string sddl, CheckResult expected)
    {
        _world.OnWindows((RemoteSam.Key, RemoteSam.Value, sddl));

        Assert.Equal(expected, (await LocalAsync()).Result);
    }

    [Fact]
    public async Task Registry_Closed_IsUnknown_WithTheReason()
    {
        _world.WithClosedRegistry("Requested registry access is not allowed.");

        var line = await LocalAsync();

        Assert.Equal((CheckResult.Unknown, "Requested registry access is not allowed."), (line.Result, line.Summary));
    }

    private static List<CheckLine> Of(IEnumerable<CheckLine> lines, string domain)
    {
        var own = lines.Where(line => line.Subject.StartsWith($"{domain},", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(own);
        return own;
    }

    private Task<IReadOnlyList<CheckLine>> PoliciesAsync() =>
        _world.RunAsync(new RemoteSamPolicyCheck(_world.Directory(), new SysvolFolder(_sysvol.FullName, isWindows: false)).Check);

    private Task<CheckLine> LocalAsync() => _world.SingleAsync(new RemoteSamCheck(_world.Environment, _world.Directory()).Check);

    private void Template(string domain, string sddl) => Write(domain, "Microsoft/Windows NT/SecEdit/GptTmpl.inf", PolicyFiles.Template($"{Path}=1,\"{sddl}\""));

    private void Write(string domain, string file, byte[] content)
    {
        var path = System.IO.Path.Combine(Folder(domain), "Machine", file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    private string Folder(string domain) => System.IO.Path.Combine(_sysvol.FullName, domain, "Policies", "{31B2F340-016D-11D2-945F-00C04FB984F9}");
}
