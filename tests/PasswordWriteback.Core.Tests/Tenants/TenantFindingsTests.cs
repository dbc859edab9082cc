using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Core.Tests.Tenants;

public sealed class TenantFindingsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] All = ["Organization.Read.All", "LicenseAssignment.Read.All", "User.Read.All", "AuditLog.Read.All", "Policy.Read.All"];

    [Theory]
    [InlineData(true, FindingStatus.Met, "Contoso synchronizes from an on-premises directory.")]
    [InlineData(false, FindingStatus.NotMet, "Contoso was synchronized from an on-premises directory, but synchronization was turned off.")]
    [InlineData(null, FindingStatus.NotMet, "Contoso has never been synchronized from an on-premises directory: there is nothing to write back to.")]
    public void Hybrid_IsJudgedByTheSynchronizationFlag(bool? enabled, FindingStatus status, string summary)
    {
        var finding = Judge(Tenant(enabled, Now))[0];

        Assert.Equal(FindingCodes.TenantIsHybrid, finding.Code);
        Assert.Equal(status, finding.Status);
        Assert.Equal(summary, finding.Evidence.Summary);
        Assert.Equal(status == FindingStatus.Met, finding.Remedy is null);
    }

    [Fact]
    public void HybridAndRecentSync_OrganizationUnknown_AreUnknown()
    {
        var findings = Judge(Reading.Unknown<Organization>("Graph did not answer"));

        Assert.Equal([FindingStatus.Unknown, FindingStatus.Unknown], [findings[0].Status, findings[2].Status]);
        Assert.Contains("Graph did not answer.", findings[2].Evidence.Summary);
    }

    [Theory]
    [InlineData(0, FindingStatus.Met)]
    [InlineData(180, FindingStatus.Met)]
    [InlineData(181, FindingStatus.NotMet)]
    public void RecentSync_IsLateAfterThreeHours(int minutes, FindingStatus status)
    {
        var finding = Judge(Tenant(enabled: true, Now.AddMinutes(-minutes)))[2];

        Assert.Equal(status, finding.Status);
        Assert.Equal(minutes, (long?)finding.Evidence.Facts!["ageMinutes"]);
    }

    [Fact]
    public void RecentSync_NeverRunToItsEnd_IsNotMet() => Assert.Equal(FindingStatus.NotMet, Judge(Tenant(enabled: true, lastSync: null))[2].Status);

    [Fact]
    public void RecentSync_TenantNotSynchronized_IsNotApplicable() =>
        Assert.Equal(FindingStatus.NotApplicable, Judge(Tenant(enabled: null, lastSync: null))[2].Status);

    [Fact]
    public void Permissions_AllHeld_AreMet() => Assert.Equal(FindingStatus.Met, Permissions(All).Status);

    [Fact]
    public void Permissions_BroaderOnesHeld_AreMet() =>
        Assert.Equal(FindingStatus.Met, Permissions(["Directory.Read.All", "AuditLog.Read.All", "Policy.ReadWrite.Authorization"]).Status);

    [Theory]
    [InlineData("LicenseAssignment.Read.All", new string[] { })]
    [InlineData("User.Read.All", new[] { "LIC002", "SSP002" })]
    [InlineData("AuditLog.Read.All", new[] { "SSP001", "SSP002", "SSP004" })]
    [InlineData("Policy.Read.All", new[] { "SSP003" })]
    public void Permissions_OneMissing_NamesItAndWhatItBlinds(string missing, string[] blinded)
    {
        var finding = Permissions([.. All.Where(name => name != missing)]);

        // Organization.Read.All opens the plans as well, so that one is no loss.
        Assert.Equal(blinded.Length == 0 ? FindingStatus.Met : FindingStatus.NotMet, finding.Status);
        Assert.All(blinded, code => Assert.Contains(code, finding.Evidence.Summary));
        Assert.Equal(blinded.Length > 0, finding.Remedy?.Contains(missing) ?? false);
    }

    [Fact]
    public void Permissions_UserReadBasicAll_DoesNotShowLicences() =>
        Assert.Equal(FindingStatus.NotMet, Permissions([.. All.Where(name => name != "User.Read.All"), "User.ReadBasic.All"]).Status);

    [Fact]
    public void Permissions_TokenUnreadable_AreUnknown() =>
        Assert.Equal(
            FindingStatus.Unknown,
            TenantFindings.Judge(new TenantReading(Tenant(true, Now), Reading.Unknown<IReadOnlyList<string>>("no token")), Now)[1].Status);

    [Fact]
    public void ForApp_EveryCodeItBlinds_IsInTheCatalogue() => Assert.All(
        GraphPermissions.ForApp.SelectMany(permission => permission.Blinds), code => FindingCatalogue.Get(code));

    private static Finding Permissions(string[] held) =>
        TenantFindings.Judge(new TenantReading(Tenant(true, Now), Reading.Known<IReadOnlyList<string>>(held)), Now)[1];

    private static IReadOnlyList<Finding> Judge(Reading<Organization> organization) =>
        TenantFindings.Judge(new TenantReading(organization, Reading.Known<IReadOnlyList<string>>(All)), Now);

    private static Reading<Organization> Tenant(bool? enabled, DateTimeOffset? lastSync) =>
        Reading.Known(new Organization(Guid.Empty, "Contoso", enabled, lastSync, ["contoso.com"]));
}
