using PasswordWriteback.Core.ActiveDirectory.Permissions;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Permissions;

public sealed class PlanRefusalTests
{
    private static readonly PermissionProfile Profile = PermissionProfile.AdSyncConfig2019;

    private static PlanRefusal Refusal(string code, ScopeReading scope, params string[] groups)
    {
        var refusal = Assert.Single(Sample.Plan(Sample.Token(groups), Profile, [scope]).Refusals);
        Assert.Equal(code, refusal.Code);
        Assert.NotEmpty(refusal.Remedy);
        return refusal;
    }

    private static ScopeReading Scope(string dn, string sddl, string objectClass = "organizationalUnit", params string[] groups) =>
        Sample.Scope(dn, sddl, Sample.Token(groups), Profile, objectClass);

    [Theory]
    [InlineData("CN=AdminSDHolder,CN=System,DC=contoso,DC=com")]
    [InlineData("CN=System,DC=contoso,DC=com")]
    [InlineData("cn=policies,cn=system,dc=contoso,dc=com")]
    public void TheSystemContainer_AndAdminSDHolder_AreNeverATarget(string dn) =>
        Assert.Contains("never granted", Refusal("PER011", Scope(dn, "D:(A;;GA;;;BA)", "container")).Reason, StringComparison.Ordinal);

    [Fact]
    public void ADaclThatIsNotCanonical_IsNeverReordered() => Assert.Contains(
        "canonical order", Refusal("PER016", Scope(Sample.StaffDn, "D:(A;;RP;;;AU)(D;;WP;;;AU)")).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("S-1-5-21-1-2-3-512", "Domain Admins")]
    [InlineData("S-1-5-21-9-9-9-519", "Enterprise Admins")]
    [InlineData("S-1-5-32-544", @"BUILTIN\Administrators")]
    public void AnAdministrator_IsNoConnectorAccount(string group, string name) => Assert.Contains(
        name, Refusal("PER010", Scope(Sample.StaffDn, "D:(A;;GA;;;SY)", "organizationalUnit", group), group).Reason, StringComparison.Ordinal);

    [Fact]
    public void ADenyThatWouldStillWin_IsNamed()
    {
        var sddl = $"D:(OD;CIIO;CR;{Sample.Reset};;{Sample.GroupSid})(A;;GA;;;BA)";

        var refusal = Refusal("PER017", Scope(Sample.StaffDn, sddl, "organizationalUnit", Sample.GroupSid), Sample.GroupSid);

        Assert.Contains(Sample.GroupSid, refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("Reset password", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ADenyInheritedFromAbove_IsOverruledByTheGrant_AndNoRefusal()
    {
        var token = Sample.Token(Sample.GroupSid);
        var scope = Scope(Sample.StaffDn, $"D:(OD;CIIOID;CR;{Sample.Reset};;{Sample.GroupSid})", "organizationalUnit", Sample.GroupSid);

        var plan = Sample.Plan(token, Profile, [scope]);

        Assert.Equal(RightState.Denied, scope.Assessment.Rights[0].State);
        Assert.Empty(plan.Refusals);
        Assert.Equal(3, Assert.Single(plan.Targets).Aces.Count);
    }

    [Theory]
    [InlineData("user")]
    [InlineData("group")]
    public void AnObjectThatIsNoContainer_IsRefused(string objectClass) => Assert.Contains(
        objectClass, Refusal("PER013", Scope("CN=Anna," + Sample.StaffDn, "D:(A;;GA;;;BA)", objectClass)).Reason, StringComparison.Ordinal);

    [Fact]
    public void TheHead_IsRefused_UnlessTheWholeDomainIsAllowed()
    {
        var scope = Sample.Scope(Sample.DomainDn, "D:(A;;GA;;;BA)", Sample.Token(), Profile);

        Assert.Contains("head of the domain", Refusal("PER014", scope).Reason, StringComparison.Ordinal);
        Assert.Empty(Sample.Plan(Sample.Token(), Profile, [scope], domainWide: true).Refusals);
    }

    [Fact]
    public void TheHead_WithNothingMissing_IsNoRefusal()
    {
        var scope = Sample.Scope(Sample.DomainDn, $"D:(A;CI;GA;;;{Sample.AccountSid})", Sample.Token(), Profile);

        Assert.Empty(Sample.Plan(Sample.Token(), Profile, [scope]).Refusals);
    }

    [Fact]
    public void NoDacl_IsRefused()
    {
        var scope = Sample.Scope(Sample.StaffDn, "D:NO_ACCESS_CONTROL", Sample.Token(), Profile);

        Assert.Contains(
            Sample.Plan(Sample.Token(), Profile, [scope], isExplicit: true).Refusals, refusal => refusal.Code == "PER015" && refusal.Reason.Contains("no DACL", StringComparison.Ordinal));
    }

    [Fact]
    public void ADacl_WithoutRoomForThePlan_IsRefused_WithItsSize()
    {
        static string Dacl(int entries) => "D:" + string.Concat(Enumerable.Repeat("(A;;RP;;;S-1-5-21-1-2-3-1999)", entries));

        var refusal = Refusal("PER015", Scope(Sample.StaffDn, Dacl(1816)));

        Assert.Contains("65384 bytes of the 65,535", refusal.Reason, StringComparison.Ordinal);
        Assert.Empty(Sample.Plan(Sample.Token(), Profile, [Scope(Sample.StaffDn, Dacl(1800))]).Refusals);
    }

    [Fact]
    public void ADescriptorThatCannotBeRead_IsRefused_NotTakenForEmpty()
    {
        var scope = Scope(Sample.StaffDn, "D:(A;;GA;;;BA)") with { Descriptor = null, Version = null };

        Assert.Contains("cannot be read", Refusal("PER012", scope).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AProtectedDacl_IsFine_AndNoted()
    {
        var plan = Sample.Plan(Sample.Token(), Profile, [Scope(Sample.StaffDn, "D:P(A;;GA;;;BA)")]);

        Assert.Empty(plan.Refusals);
        Assert.Contains("inherits nothing itself", Assert.Single(plan.Targets).Aces[0].Words, StringComparison.Ordinal);
    }
}
