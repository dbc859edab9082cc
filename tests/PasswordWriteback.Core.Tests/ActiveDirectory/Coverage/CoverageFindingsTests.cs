using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Tests.ActiveDirectory.Permissions;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Coverage;

public sealed class CoverageFindingsTests
{
    private static Finding Judge(string code, int enabled, int covered, params (CoverageReason Reason, string Where, int Count)[] groups) =>
        CoverageFindings.Judge("contoso.com", new CoverageSummary(
            enabled,
            covered,
            0,
            [.. groups.Select(group => new CoverageGroup(group.Reason, group.Where, group.Count, [], "", null))],
            ["dc1"],
            Sample.Now)).Single(finding => finding.Code == code);

    [Fact]
    public void EverybodyCovered_IsMet() => Assert.Equal(FindingStatus.Met, Judge("COV001", 10, 10).Status);

    [Fact]
    public void OnlyProtectedAdministratorsLeftOut_IsMet() =>
        Assert.Equal(FindingStatus.Met, Judge("COV001", 10, 9, (CoverageReason.ProtectedByDesign, "Domain Admins", 1)).Status);

    [Fact]
    public void SomebodyLeftOut_IsNotMet() => Assert.Equal(
        FindingStatus.NotMet,
        Judge("COV001", 10, 8, (CoverageReason.ProtectedByDesign, "Domain Admins", 1), (CoverageReason.InheritanceBlocked, "OU=x", 1)).Status);

    [Theory]
    [InlineData("COV003")]
    [InlineData("COV004")]
    public void NobodyFound_AmongUsersThatWereNotAllRead_IsUnknown(string code)
    {
        Assert.Equal(FindingStatus.Unknown, Judge(code, 10, 8, (CoverageReason.Unreadable, "", 2)).Status);
        Assert.Equal(FindingStatus.Met, Judge(code, 10, 8, (CoverageReason.RightMissing, "", 2)).Status);
    }

    [Fact]
    public void OnlyUnreadableUsersLeft_IsUnknown() =>
        Assert.Equal(FindingStatus.Unknown, Judge("COV001", 10, 8, (CoverageReason.Unreadable, "", 2)).Status);

    [Fact]
    public void NoUsers_IsNotApplicable() => Assert.Equal(FindingStatus.NotApplicable, Judge("COV001", 0, 0).Status);

    [Fact]
    public void OrphansAndBlocks_AskAPerson_AndNameThePlace()
    {
        Assert.Equal(FindingStatus.ActionRequired, Judge("COV003", 10, 9, (CoverageReason.OrphanedAdminCount, "", 1)).Status);
        var blocked = Judge("COV004", 10, 9, (CoverageReason.InheritanceBlocked, "OU=Partners", 1));
        Assert.Equal(FindingStatus.ActionRequired, blocked.Status);
        Assert.Contains("OU=Partners", blocked.Evidence.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("COV001")]
    [InlineData("COV002")]
    [InlineData("COV003")]
    [InlineData("COV004")]
    public void WhatTheReaderMayNotHaveSeen_IsNoGoodAnswer(string code)
    {
        var finding = Hidden(10, 10).Single(candidate => candidate.Code == code);

        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains("Groups are hidden.", finding.Evidence.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void OrphansAmongHiddenGroups_MayBeAdministrators_SoNobodyIsAskedToOpenThem()
    {
        var finding = Hidden(10, 9, new CoverageGroup(CoverageReason.OrphanedAdminCount, "", 1, [], "", null)).Single(candidate => candidate.Code == "COV003");

        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains("Groups are hidden.", finding.Evidence.Summary, StringComparison.Ordinal);
        Assert.Contains("Change nothing", finding.Remedy, StringComparison.Ordinal);
    }

    private static IReadOnlyList<Finding> Hidden(int enabled, int covered, params CoverageGroup[] groups) => CoverageFindings.Judge(
        "contoso.com", new CoverageSummary(enabled, covered, 0, groups, ["dc1"], Sample.Now) { Gaps = ["Groups are hidden."] });

    [Fact]
    public void NothingLeftOut_IsMet_EachTime() => Assert.All(
        new[] { "COV002", "COV003", "COV004" }, code => Assert.Equal(FindingStatus.Met, Judge(code, 10, 10).Status));
}
