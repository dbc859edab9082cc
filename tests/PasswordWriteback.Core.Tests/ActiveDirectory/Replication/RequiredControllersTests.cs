using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Replication;

public sealed class RequiredControllersTests
{
    private static readonly DirectoryDomain Domain = new("DC=corp,DC=example", "corp.example", "CORP", "S-1-5-21-1-2-3",
    [
        Controller("dc1", "Berlin", pdc: true),
        Controller("dc2", "Berlin"),
        Controller("dc3", "Oslo"),
        Controller("rodc", "Oslo", readOnly: true),
    ]);

    [Fact]
    public void NothingKnownOfConnect_EveryWritableControllerIsRequired() =>
        Assert.Equal(["dc1.corp.example", "dc2.corp.example", "dc3.corp.example"], Of().Keys.Order());

    [Fact]
    public void ConnectsControllers_AreRequired_AndOthersAreNot() =>
        Assert.Equal(["dc1.corp.example", "dc3.corp.example"], Of(Connect(preferred: [], lastUsed: "DC3.corp.example")).Keys.Order());

    [Fact]
    public void ConnectOfAnotherDomain_LeavesEveryWritableControllerRequired() =>
        Assert.Equal(3, Of(Connect(preferred: [], lastUsed: "dc1.other.example")).Count);

    [Fact]
    public void AReadOnlyController_IsNeverRequired() =>
        Assert.DoesNotContain("rodc.corp.example", Of(Connect(preferred: ["rodc.corp.example"], lastUsed: null), named: ["rodc.corp.example"]).Keys);

    [Fact]
    public void ANamedController_IsRequired_AlsoByItsShortName() => Assert.Equal(
        "named by an administrator", Of(Connect(preferred: [], lastUsed: "dc1.corp.example"), named: ["dc2"])["dc2.corp.example"]);

    [Theory]
    [InlineData(null, "dc2", "DC3.corp.example")]
    [InlineData("dc9", "dc2", "dc9")]
    [InlineData("rodc", "rodc")]
    [InlineData("", "")]
    public void ANameOfNoWritableController_IsFound(string? unknown, params string[] named) => Assert.Equal(
        unknown, RequiredControllers.FindUnknown(new DirectoryForest("corp.example", "CN=Configuration,DC=corp,DC=example", [Domain]), named));

    [Fact]
    public void SeveralReasons_AreAllSaid() =>
        Assert.Equal("PDC emulator, used by Entra Connect", Of(Connect(preferred: ["dc1.corp.example"], lastUsed: null))["dc1.corp.example"]);

    private static IReadOnlyDictionary<string, string> Of(ConnectReading? connect = null, params string[] named) =>
        RequiredControllers.Of(Domain, connect, named);

    private static ConnectReading Connect(IReadOnlyList<string> preferred, string? lastUsed) => new(
        "ENTRA01", "2.6.84.0", "2.6.84.0", Staging: false, WritebackEnabled: false, TenantId: null,
        [new DirectoryConnector("corp.example", "CORP\\MSOL_1", [], preferred, lastUsed)], new Dictionary<string, string>());

    private static DomainController Controller(string name, string site, bool pdc = false, bool readOnly = false) =>
        new($"{name}.corp.example", "corp.example", site, readOnly, pdc, InvocationId: null);
}
