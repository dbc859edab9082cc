using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Forest.Building;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Tests.Forest;

/// <summary>
/// A user who was moved on the domain controller that Entra Connect uses, and whose move has not reached the PDC emulator: who is
/// in which group is read there, under the old name.
/// </summary>
public sealed class MovedUsersTests : IDisposable
{
    private const string Staff = "OU=Staff,DC=corp,DC=example";
    private const string Second = "dc2.corp.example";
    private readonly string _folder = Directory.CreateTempSubdirectory("pwb-moved-").FullName;
    private readonly ManualClock _clock = new();
    private readonly SimulatedForest _forest;

    public MovedUsersTests() => _forest = new ForestBuilder()
        .Domain("corp.example", "CORP", domain => domain
            .Controller("dc1", "Here")
            .Controller("dc2", "There")
            .OrganizationalUnit("Staff", staff => staff
                .Group("vault")
                .OrganizationalUnit("Sales")
                .User("anna", "Anna A", new UserOptions { MemberOf = ["vault"] })
                .User("ines", "Ines M", new UserOptions { MemberOf = ["Domain Admins"] }))
            .OrganizationalUnit("Elsewhere", elsewhere => elsewhere.User("MSOL_1", "MSOL_1")))
        .SiteLink("Here", "There", TimeSpan.FromHours(3))
        .Build(_clock);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task OneWhoIsPrivileged_IsSoUnderTheNewName_AndBlocksThePlan()
    {
        var before = await AssessAsync();
        _forest.Move(Second, $"CN=Anna A,{Staff}", $"OU=Sales,{Staff}");
        var after = await AssessAsync();

        Assert.Equal((1, 1), (before.BlastRadius.Unaccepted, after.BlastRadius.Unaccepted));
        Assert.Contains(after.Plan.Refusals, refusal => refusal.Code == FindingCodes.BlastRadiusAccepted);
    }

    [Fact]
    public async Task OneWhoIsProtected_IsNoOrphanUnderTheNewName()
    {
        _forest.Move(Second, $"CN=Ines M,{Staff}", $"OU=Sales,{Staff}");

        var groups = (await AssessAsync()).Coverage.Groups;

        Assert.Equal([$"CN=Ines M,OU=Sales,{Staff}"], groups.Single(group => group.Reason == CoverageReason.ProtectedByDesign).Examples);
        Assert.DoesNotContain(groups, group => group.Reason == CoverageReason.OrphanedAdminCount);
    }

    private async Task<AssessmentResult> AssessAsync()
    {
        var connector = _forest.ConnectorFor(@"CORP\Administrator");
        var found = await new ForestDiscoverer(connector).DiscoverAsync(TestContext.Current.CancellationToken);
        var sid = _forest.Read(state => Sid.Read(state.Controller(Second).Find("CN=MSOL_1,OU=Elsewhere,DC=corp,DC=example")!.Attributes["objectSid"].Values[0]));
        var account = new ConnectorAccount("CN=MSOL_1,OU=Elsewhere,DC=corp,DC=example", "MSOL_1", sid.ToString(), "corp.example", [ConnectorWitness.Named], null, null);
        var connect = new ConnectReading(
            "SYNC1", "2.6", "2.6", Staging: false, WritebackEnabled: false, TenantId: null,
            [new DirectoryConnector("corp.example", @"CORP\MSOL_1", [Staff], [], Second)], new Dictionary<string, string>());
        return await new PermissionAssessor(connector, new PlanStore(_folder), _clock).AssessAsync(
            new AssessmentRequest(found.Forest, account, new PermissionSettings { Scopes = [Staff], TierZero = ["vault"] }, connect),
            TestContext.Current.CancellationToken);
    }
}
