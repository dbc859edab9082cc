using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Tests.Findings;

public sealed class VerdictRuleTests
{
    /// <summary>The table of design: what one finding says, by weight (rows) and status (columns).</summary>
    private static readonly Dictionary<(FindingWeight Weight, FindingStatus Status), Verdict> Table = new()
    {
        [(FindingWeight.Advisory, FindingStatus.Met)] = Verdict.Compliant,
        [(FindingWeight.Advisory, FindingStatus.NotMet)] = Verdict.Compliant,
        [(FindingWeight.Advisory, FindingStatus.ActionRequired)] = Verdict.Compliant,
        [(FindingWeight.Advisory, FindingStatus.NotApplicable)] = Verdict.Compliant,
        [(FindingWeight.Advisory, FindingStatus.Unknown)] = Verdict.Compliant,
        [(FindingWeight.Required, FindingStatus.Met)] = Verdict.Compliant,
        [(FindingWeight.Required, FindingStatus.NotMet)] = Verdict.NonCompliant,
        [(FindingWeight.Required, FindingStatus.ActionRequired)] = Verdict.ActionRequired,
        [(FindingWeight.Required, FindingStatus.NotApplicable)] = Verdict.Compliant,
        [(FindingWeight.Required, FindingStatus.Unknown)] = Verdict.Unknown,
        [(FindingWeight.Blocking, FindingStatus.Met)] = Verdict.Compliant,
        [(FindingWeight.Blocking, FindingStatus.NotMet)] = Verdict.Blocked,
        [(FindingWeight.Blocking, FindingStatus.ActionRequired)] = Verdict.ActionRequired,
        [(FindingWeight.Blocking, FindingStatus.NotApplicable)] = Verdict.Compliant,
        [(FindingWeight.Blocking, FindingStatus.Unknown)] = Verdict.Unknown,
        [(FindingWeight.Proof, FindingStatus.Met)] = Verdict.Compliant,
        [(FindingWeight.Proof, FindingStatus.NotMet)] = Verdict.ConfiguredNotProven,
        [(FindingWeight.Proof, FindingStatus.ActionRequired)] = Verdict.ConfiguredNotProven,
        [(FindingWeight.Proof, FindingStatus.NotApplicable)] = Verdict.Compliant,
        [(FindingWeight.Proof, FindingStatus.Unknown)] = Verdict.ConfiguredNotProven,
    };

    private static readonly Dictionary<FindingWeight, string> CodeOf =
        FindingCatalogue.All.GroupBy(definition => definition.Weight).ToDictionary(group => group.Key, group => group.First().Code);

    private static Finding Make(FindingWeight weight, FindingStatus status) => new(CodeOf[weight], status, string.Empty, new Evidence("test"));

    [Fact]
    public void EveryWeightAndStatus_IsInTheTable_AndJudgedSo()
    {
        foreach (var weight in Enum.GetValues<FindingWeight>())
        {
            foreach (var status in Enum.GetValues<FindingStatus>())
            {
                Assert.Equal(Table[(weight, status)], VerdictRule.Judge(weight, status));
            }
        }
    }

    [Fact]
    public void EveryPairOfFindings_IsAsBadAsItsWorse_InEitherOrder()
    {
        foreach (var (first, firstVerdict) in Table)
        {
            foreach (var (second, secondVerdict) in Table)
            {
                var bothAdvisory = first.Weight == FindingWeight.Advisory && second.Weight == FindingWeight.Advisory;
                var expected = bothAdvisory ? Verdict.Unknown : firstVerdict > secondVerdict ? firstVerdict : secondVerdict;

                Assert.Equal(expected, VerdictRule.Judge([Make(first.Weight, first.Status), Make(second.Weight, second.Status)]));
            }
        }
    }

    [Fact]
    public void FromBestToWorst_IsTheOrderOfVerdicts() =>
        Assert.Equal(
            [Verdict.Compliant, Verdict.ConfiguredNotProven, Verdict.Unknown, Verdict.ActionRequired, Verdict.NonCompliant, Verdict.Blocked],
            Enum.GetValues<Verdict>().Order());

    [Fact]
    public void NothingChecked_IsUnknown_NeverAPass()
    {
        Assert.Equal(Verdict.Unknown, VerdictRule.Judge([]));
        Assert.Equal(Verdict.Unknown, VerdictRule.Judge([Make(FindingWeight.Advisory, FindingStatus.Met)]));
    }

    [Fact]
    public void AnUnknownRequirement_IsNotOutweighedByAnyNumberOfPasses()
    {
        var findings = Enumerable.Repeat(Make(FindingWeight.Required, FindingStatus.Met), 30)
            .Append(Make(FindingWeight.Required, FindingStatus.Unknown));

        Assert.Equal(Verdict.Unknown, VerdictRule.Judge(findings));
    }

    [Fact]
    public void AStatusOrCodeThatDoesNotExist_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => VerdictRule.Judge(FindingWeight.Required, (FindingStatus)99));
        Assert.Throws<ArgumentException>(() => VerdictRule.Judge([new Finding("XXX999", FindingStatus.Met, string.Empty, new Evidence("test"))]));
    }
}
