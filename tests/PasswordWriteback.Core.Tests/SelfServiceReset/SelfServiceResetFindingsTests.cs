using System.Text.Json;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;
using static PasswordWriteback.Core.Tests.SelfServiceReset.Surfaces;

namespace PasswordWriteback.Core.Tests.SelfServiceReset;

public sealed class SelfServiceResetFindingsTests
{
    [Fact]
    public void Judge_Always_MakesTheFourFindingsInOrder() => Assert.Equal(
        ["SSP001", "SSP002", "SSP003", "SSP004"],
        SelfServiceResetFindings.Judge(Fresh, OnPremisesSigns.None, [], Now).Select(finding => finding.Code));

    [Theory]
    [InlineData(true, "Administrators may reset their own passwords")]
    [InlineData(false, "Administrators may not reset their own passwords")]
    public void Administrators_EitherAnswer_IsMet(bool allowed, string summary)
    {
        var finding = Judge(FindingCodes.AdministratorsMayReset, Fresh with { AdministratorsMayReset = Reading.Known(allowed) });

        Assert.Equal(FindingStatus.Met, finding.Status);
        Assert.StartsWith(summary, finding.Evidence.Summary);
    }

    [Fact]
    public void Administrators_PolicyForbidden_IsUnknown() => Assert.Equal(
        FindingStatus.Unknown,
        Judge(FindingCodes.AdministratorsMayReset, Fresh with { AdministratorsMayReset = Reading.Unknown<bool>("forbidden") }).Status);

    [Fact]
    public void Judge_EveryPartUnknown_NeverPassesAndNeverFails()
    {
        var blind = new SelfServiceResetReading(
            Reading.Unknown<RegistrationReport>("x"), Reading.Unknown<bool>("x"), Reading.Unknown<WritebackAudit>("x"), Reading.Unknown<bool>("x"));

        Assert.Equal(
            [FindingStatus.Unknown, FindingStatus.Unknown, FindingStatus.Unknown, FindingStatus.NotApplicable],
            SelfServiceResetFindings.Judge(blind, OnPremisesSigns.None, [], Now).Select(finding => finding.Status));
    }

    [Fact]
    public void PersonSteps_Each_BelongsToAFindingAndIsFoundByIt() => Assert.All(PersonSteps.All, step =>
    {
        Assert.NotNull(FindingCatalogue.Get(step.FindingCode));
        Assert.Same(step, PersonSteps.For(step.FindingCode));
        Assert.StartsWith("https://entra.microsoft.com/#view/Microsoft_AAD_IAM/PasswordResetMenuBlade/~/", step.DeepLink);
    });

    [Theory]
    [InlineData("https://entra.microsoft.us/")]
    [InlineData("https://entra.microsoftonline.cn/")]
    public void Judge_TenantOfANationalCloud_SendsThePersonToItsOwnAdminCenter(string adminCenter)
    {
        var findings = SelfServiceResetFindings.Judge(Fresh with { AdminCenter = new Uri(adminCenter) }, OnPremisesSigns.None, [], Now);

        Assert.Contains($"Open {adminCenter}#view/Microsoft_AAD_IAM/PasswordResetMenuBlade/~/Properties.", findings[0].Remedy, StringComparison.Ordinal);
        Assert.Contains($"Open {adminCenter}#view/Microsoft_AAD_IAM/PasswordResetMenuBlade/~/OnPremisesIntegration.", findings[1].Remedy, StringComparison.Ordinal);
        Assert.All(findings.Take(2), finding => Assert.DoesNotContain("entra.microsoft.com", finding.Remedy, StringComparison.Ordinal));
    }

    [Fact]
    public void Reading_ThroughJsonAndBack_IsTheSame()
    {
        var reading = Fresh with { Audit = Audit(Now), Registrations = Reading.Unknown<RegistrationReport>("forbidden"), AdminCenter = new Uri("https://entra.microsoft.us/") };

        Assert.Equal(reading, JsonSerializer.Deserialize<SelfServiceResetReading>(JsonSerializer.Serialize(reading)));
    }
}
