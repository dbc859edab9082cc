using System.Globalization;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.Tests.ActiveDirectory.Permissions;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Coverage;

public sealed class CoverageTallyTests
{
    private static CoverageSummary Sum(CoverageTally tally, params ScopeAssessment[] scopes) => tally.Summarize(scopes, ["dc1"], Sample.Now);

    private static ScopeAssessment Scope(RightState state) => new(
        Sample.StaffDn, "contoso.com", IsDomainHead: false, [new RightAssessment(WritebackRight.ResetPassword, "user", state, "")]);

    [Fact]
    public void EnabledUsersInScope_AreTheDenominator()
    {
        var tally = new CoverageTally();
        tally.Add("CN=a", enabled: true, new CoverageVerdict(CoverageReason.Covered, ""));
        tally.Add("CN=b", enabled: true, new CoverageVerdict(CoverageReason.ProtectedByDesign, "Domain Admins"));
        tally.Add("CN=c", enabled: false, new CoverageVerdict(CoverageReason.Covered, ""));
        tally.Add("CN=d", enabled: true, new CoverageVerdict(CoverageReason.OutsideScope, ""));

        var summary = Sum(tally);

        Assert.Equal((2, 1, 1), (summary.EnabledUsers, summary.Covered, summary.Disabled));
        Assert.Equal(
            [CoverageReason.Covered, CoverageReason.ProtectedByDesign, CoverageReason.OutsideScope], summary.Groups.Select(group => group.Reason));
    }

    [Fact]
    public void AGroup_KeepsFiveExamples_AndTheLargestComesFirst()
    {
        var tally = new CoverageTally();
        tally.Add("CN=one", enabled: true, new CoverageVerdict(CoverageReason.Covered, ""));
        foreach (var number in Enumerable.Range(0, 12))
        {
            tally.Add(string.Create(CultureInfo.InvariantCulture, $"CN={number}"), enabled: true, new CoverageVerdict(CoverageReason.InheritanceBlocked, "OU=x"));
        }

        var first = Sum(tally).Groups[0];

        Assert.Equal((CoverageReason.InheritanceBlocked, "OU=x", 12), (first.Reason, first.Where, first.Count));
        Assert.Equal(["CN=0", "CN=1", "CN=2", "CN=3", "CN=4"], first.Examples);
    }

    [Fact]
    public void AMillionPlaces_DoNotBecomeAMillionGroups_AndNobodyIsLost()
    {
        var tally = new CoverageTally();
        foreach (var number in Enumerable.Range(0, 5_000))
        {
            tally.Add("CN=u", enabled: true, new CoverageVerdict(CoverageReason.InheritanceBlocked, string.Create(CultureInfo.InvariantCulture, $"OU={number}")));
        }

        var summary = Sum(tally);

        Assert.InRange(summary.Groups.Count, 1, 510);
        Assert.Equal(5_000, summary.Groups.Sum(group => group.Count));
    }

    [Theory]
    [InlineData(RightState.Present, "have not inherited it")]
    [InlineData(RightState.Missing, "does not grant every right")]
    public void AMissingRight_IsToldApart_FromOneThatWasNotPassedDown(RightState state, string words)
    {
        var tally = new CoverageTally();
        tally.Add("CN=a", enabled: true, new CoverageVerdict(CoverageReason.RightMissing, Sample.StaffDn));

        Assert.Contains(words, Assert.Single(Sum(tally, Scope(state)).Groups).Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CoverageReason.ProtectedByDesign, "Domain Admins", "stamped on them every hour, on a new member within 60 minutes", "None is needed")]
    [InlineData(CoverageReason.OrphanedAdminCount, "", "no protected group holds these users any more", "enable inheritance (Security > Advanced) and clear adminCount")]
    [InlineData(CoverageReason.InheritanceBlocked, "", "turned off on the users themselves", "enable inheritance on each user")]
    [InlineData(CoverageReason.InheritanceBlocked, "OU=x", "OU=x does not inherit permissions", "Name OU=x as a scope of its own")]
    [InlineData(CoverageReason.DeniedByAce, "Everyone may not", "An ACE takes a right away: Everyone may not", "remove the denying ACE")]
    [InlineData(CoverageReason.InetOrgPersonWithoutAces, "OU=x", "ACEs for class user do not reach them", "inetOrgPerson form")]
    public void AGroup_SaysWhatItIs_AndTheStep(CoverageReason reason, string where, string explanation, string remedy)
    {
        var tally = new CoverageTally();
        tally.Add("CN=a", enabled: true, new CoverageVerdict(reason, where));

        var group = Assert.Single(Sum(tally).Groups);

        Assert.Contains(explanation, group.Explanation, StringComparison.Ordinal);
        Assert.Contains(remedy, group.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryReasonThatLeavesAUserOut_HasAnExplanationAndARemedy()
    {
        var tally = new CoverageTally();
        foreach (var reason in Enum.GetValues<CoverageReason>())
        {
            tally.Add("CN=a", enabled: true, new CoverageVerdict(reason, "OU=x"));
        }

        Assert.All(Sum(tally).Groups, group =>
        {
            Assert.NotEmpty(group.Explanation);
            Assert.Equal(group.Reason is CoverageReason.Covered or CoverageReason.OutsideScope, group.Remedy is null);
        });
    }
}
