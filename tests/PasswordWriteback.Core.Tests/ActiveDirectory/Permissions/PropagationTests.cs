using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Permissions;

public sealed class PropagationTests
{
    private static readonly BlastRadius NoRadius = new(0, 0, [], 0);

    [Theory]
    [InlineData(50_000, false, null)]
    [InlineData(50_000, true, null)]
    [InlineData(50_001, false, FindingStatus.ActionRequired)]
    [InlineData(50_001, true, FindingStatus.NotMet)]
    public void APlanThatSetsManyObjectsInMotion_AsksForATime_AndIsRefusedToAServiceThatWouldTakeAny(
        long objects, bool atAnyTime, FindingStatus? expected)
    {
        var plan = Propagation.Limit(PlanOf(objects), atAnyTime);

        var findings = PlanFindings.Judge("contoso.com", plan, NoRadius);

        Assert.Equal(expected, findings.SingleOrDefault(finding => finding.Code == "PER018")?.Status);
        Assert.Equal(expected == FindingStatus.NotMet ? FindingStatus.NotMet : FindingStatus.Met, findings[0].Status);
    }

    [Fact]
    public void TheSentence_SaysHowMany()
    {
        var plan = Propagation.Limit(PlanOf(1_234_567), atAnyTime: true);

        Assert.Contains("1,234,567", Assert.Single(plan.Refusals).Reason, StringComparison.Ordinal);
        Assert.Equal(Sample.StaffDn, plan.Refusals[0].Target);
    }

    private static PermissionPlan PlanOf(long objects)
    {
        var plan = Sample.Plan(Sample.Token(), PermissionProfile.AdSyncConfig2019, [Sample.Scope(Sample.StaffDn, "D:(A;;GA;;;BA)", Sample.Token(), PermissionProfile.AdSyncConfig2019)]);
        return plan with { Targets = [Assert.Single(plan.Targets) with { ObjectsBelow = objects }] };
    }
}
