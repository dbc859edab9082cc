using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Tests.EntraConnect;

public sealed class ServedForestTests
{
    private const string Forest = "fabrikam.example";
    private const string Sid = "S-1-5-21-1-2-3-1105";
    private const string Staff = "OU=Staff,DC=fabrikam,DC=example";

    [Theory]
    [InlineData(Sid, @"FABRIKAM\renamed", FindingStatus.Met)]
    [InlineData("S-1-5-21-1-2-3-1106", @"FABRIKAM\svc-sync", FindingStatus.NotMet)]
    [InlineData(null, @"fabrikam\SVC-sync", FindingStatus.Met)]
    [InlineData(null, @"fabrikam.example\svc-sync", FindingStatus.Met)]
    [InlineData(null, @"CONTOSO\svc-sync", FindingStatus.NotMet)]
    [InlineData(null, @"FABRIKAM\svc-other", FindingStatus.NotMet)]
    [InlineData(null, "svc-sync", FindingStatus.NotMet)]
    public void TheAccount_IsComparedBySid_ElseByItsWholeName(string? sid, string name, FindingStatus status) =>
        Assert.Equal(status, Judge(Connector(name, sid)).Status);

    [Fact]
    public void AnAccountThatTheForestsRelayHasNotFound_IsUnknown_AndNamedToBePinned()
    {
        var finding = ServedForest.Judge(
            Topology(), Reading.Unknown<ConnectorAccount>("Several could be."), Server(), Connector(@"FABRIKAM\svc-sync", Sid), plan: null);

        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains($"Name {Sid} under pinnedAccounts", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DC=fabrikam,DC=example", WritebackRight.ResetPassword, true)]
    [InlineData("DC=fabrikam,DC=example", WritebackRight.UnexpirePassword, false)]
    [InlineData("OU=Sales,OU=Staff,DC=fabrikam,DC=example", WritebackRight.ResetPassword, false)]
    public void APlanThatReachesFurtherThanWhatIsSynchronized_IsNamed_WithTheScopesToSet(string target, WritebackRight right, bool named)
    {
        var plan = new PermissionPlan("00", @"FABRIKAM\svc-sync", Sid, "entra-2025", [new(target, Forest, "dc1", "00", 1, [new(right, "user", "", "")], 1)], [], default);

        var finding = Judge(Connector(@"FABRIKAM\svc-sync", Sid), plan);

        Assert.Equal(FindingStatus.Met, finding.Status);
        Assert.Equal(named, finding.Evidence.Summary.Contains("reaches further", StringComparison.Ordinal));
        Assert.Equal(named, finding.Remedy?.Contains(Staff, StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [InlineData("dc1.fabrikam.example", false)]
    [InlineData("DC1", false)]
    [InlineData("dc9.contoso.example", true)]
    public void AControllerThatMayBeUsed_IsRequiredStill_WhereTheServerNamesNoneOfItsDomain(string used, bool required)
    {
        var connector = Connector(@"FABRIKAM\svc-sync", Sid) with { LastUsedController = used };

        var judged = ServedForest.Required(
            [Controller("dc1", "PDC emulator"), Controller("dc2", RequiredControllers.MayBeUsed), Controller("dc3", "named by an administrator")], connector);

        Assert.Equal([true, required, true], judged.Select(controller => controller.Required));
    }

    private static Finding Judge(DirectoryConnector connector, PermissionPlan? plan = null) => ServedForest.Judge(
        Topology(),
        Reading.Known(new ConnectorAccount($"CN=svc-sync,{Staff}", "svc-sync", Sid, Forest, [ConnectorWitness.Named], DescribedTenant: null, DescribedServer: null)),
        Server(),
        connector,
        plan);

    private static DirectoryConnector Connector(string account, string? sid) => new(Forest, account, [Staff], [], LastUsedController: null) { AccountSid = sid };

    private static ConnectReading Server() =>
        new("SYNC1", "2.6.84.0", "2.6.84.0", Staging: false, WritebackEnabled: false, null, [], new Dictionary<string, string>(StringComparer.Ordinal));

    private static DirectoryForest Topology() => new(
        Forest, "CN=Configuration,DC=fabrikam,DC=example", [new("DC=fabrikam,DC=example", Forest, "FABRIKAM", "S-1-5-21-1-2-3", [])]);

    private static ControllerConfirmation Controller(string name, string because) => new(
        $"{name}.{Forest}", Forest, "Main", Required: true, because, ConfirmationState.Confirmed, "has it", Since: null, 1);
}
