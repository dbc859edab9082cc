using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Permissions;

public sealed class PermissionFindingsTests
{
    private static ScopeAssessment Scope(string dn, params (WritebackRight Right, RightState State)[] rights) => new(
        dn, "contoso.com", dn == Sample.DomainDn, [.. rights.Select(right => new RightAssessment(right.Right, "user", right.State, "why."))]);

    private static Finding Judge(string code, params ScopeAssessment[] scopes) =>
        PermissionFindings.Judge(scopes, Sample.Account).Single(finding => finding.Code == code);

    [Theory]
    [InlineData(RightState.Present, FindingStatus.Met)]
    [InlineData(RightState.EffectiveThroughOther, FindingStatus.Met)]
    [InlineData(RightState.Missing, FindingStatus.NotMet)]
    [InlineData(RightState.Denied, FindingStatus.NotMet)]
    [InlineData(RightState.Unreadable, FindingStatus.Unknown)]
    public void TheState_DecidesTheStatus(RightState state, FindingStatus status)
    {
        var finding = Judge("PER001", Scope(Sample.StaffDn, (WritebackRight.ResetPassword, state)));

        Assert.Equal((status, "contoso.com"), (finding.Status, finding.Subject));
        Assert.Equal(status == FindingStatus.Met, finding.Remedy is null);
    }

    [Theory]
    [InlineData(RightState.Present, RightState.Missing, FindingStatus.NotMet)]
    [InlineData(RightState.Present, RightState.Unreadable, FindingStatus.Unknown)]
    [InlineData(RightState.Unreadable, RightState.Missing, FindingStatus.NotMet)]
    public void TheWorstScope_Counts(RightState first, RightState second, FindingStatus status) => Assert.Equal(
        status,
        Judge(
            "PER001",
            Scope(Sample.StaffDn, (WritebackRight.ResetPassword, first)),
            Scope("OU=B,DC=contoso,DC=com", (WritebackRight.ResetPassword, second))).Status);

    [Fact]
    public void ARightThatTheProfileDoesNotAskFor_IsNotApplicable() => Assert.Equal(
        FindingStatus.NotApplicable, Judge("PER002", Scope(Sample.StaffDn, (WritebackRight.ResetPassword, RightState.Present))).Status);

    [Fact]
    public void UnexpirePasswordMissing_SaysThatPasswordsExpireAtOnce_WithTheCommand()
    {
        var finding = Judge("PER005", Scope(Sample.DomainDn, (WritebackRight.UnexpirePassword, RightState.Missing)));

        Assert.Equal(FindingStatus.NotMet, finding.Status);
        Assert.Contains("expires at once", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains($"dsacls \"{Sample.DomainDn}\" /G \"{Sample.Account}:CA;Unexpire Password\"", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryDomain_HasItsOwnFindings()
    {
        var other = Scope("DC=b,DC=com", (WritebackRight.ResetPassword, RightState.Present)) with { Domain = "b.com" };

        Assert.Equal(
            10, PermissionFindings.Judge([Scope(Sample.StaffDn, (WritebackRight.ResetPassword, RightState.Missing)), other], Sample.Account).Count);
    }

    [Fact]
    public void ARefusedPlan_AndAnUnacceptedAccount_AreTwoFindings()
    {
        var plan = Sample.Plan(Sample.Token(), PermissionProfile.Guides2018, [Sample.Scope(Sample.DomainDn, "D:(A;;GA;;;BA)", Sample.Token(), PermissionProfile.Guides2018)]);
        var radius = new BlastRadius(0, 3, [new BlastCategory("service-principal-name", "", 2, 1)], 1);

        var findings = PlanFindings.Judge("contoso.com", PlanBuilder.WithBlastRadius(plan, radius, "contoso.com"), radius);

        Assert.Equal(
            [("PER006", FindingStatus.NotMet), ("BLR001", FindingStatus.NotMet), ("PER014", FindingStatus.NotMet)],
            findings.Select(finding => (finding.Code, finding.Status)));
        Assert.DoesNotContain("more)", findings[0].Evidence.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryCategoryThatOccurs_IsAFactOfItsOwnName()
    {
        var plan = Sample.Plan(Sample.Token(), PermissionProfile.Guides2018, [Sample.Scope(Sample.StaffDn, "D:(A;;GA;;;BA)", Sample.Token(), PermissionProfile.Guides2018)]);
        var radius = new BlastRadius(1, 3, [new BlastCategory("directory-control", "", 1, 1), new BlastCategory("group-policy-writer", "", 2, 1)], 1);

        var facts = PlanFindings.Judge("contoso.com", plan, radius).Single(finding => finding.Code == "BLR001").Evidence.Facts!;

        Assert.Equal(["directory-control", "group-policy-writer", "resettableAfter", "resettableBefore", "unaccepted"], facts.Select(fact => fact.Key).Order(StringComparer.Ordinal));
        Assert.Equal(2, facts["group-policy-writer"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(0, FindingStatus.Unknown, 1)]
    [InlineData(2, FindingStatus.NotMet, 2)]
    public void WhatCouldNotBeReadOfTheBlastRadius_IsNeverAPass_AndRefusesThePlan(int unaccepted, FindingStatus status, int refusals)
    {
        var plan = Sample.Plan(Sample.Token(), PermissionProfile.Guides2018, [Sample.Scope(Sample.StaffDn, "D:(A;;GA;;;BA)", Sample.Token(), PermissionProfile.Guides2018)]);
        var radius = new BlastRadius(0, 3, [], unaccepted, "The permissions of 1 enabled accounts are not shown.");

        var refused = PlanBuilder.WithBlastRadius(plan, radius, "contoso.com");

        Assert.Equal(status, PlanFindings.Judge("contoso.com", refused, radius)[1].Status);
        Assert.Equal(refusals, refused.Refusals.Count(refusal => refusal.Code == FindingCodes.BlastRadiusAccepted));
    }
}
