using System.Reflection;
using System.Text.RegularExpressions;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Tests.Findings;

public sealed partial class FindingCatalogueTests
{
    public static TheoryData<string> Codes => [.. FindingCatalogue.All.Select(definition => definition.Code)];

    [Fact]
    public void Codes_AreUnique() =>
        Assert.Equal(FindingCatalogue.All.Count, FindingCatalogue.All.Select(definition => definition.Code).Distinct().Count());

    [Theory]
    [MemberData(nameof(Codes))]
    public void ACode_IsThreeLettersAndThreeDigits_WithATitle(string code)
    {
        Assert.Matches(Pattern(), code);
        Assert.NotEmpty(FindingCatalogue.Get(code).Title);
        Assert.False(FindingCatalogue.Get(code).Title.EndsWith('.'));
    }

    [Fact]
    public void EveryConstant_IsInTheCatalogue_AndTheOtherWayRound()
    {
        var constants = typeof(FindingCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(constants.Order(), FindingCatalogue.All.Select(definition => definition.Code).Order());
    }

    [Fact]
    public void OnlyAdvisoryFindings_AreNotRequired()
    {
        foreach (var definition in FindingCatalogue.All)
        {
            var finding = new Finding(definition.Code, FindingStatus.Met, string.Empty, new Evidence("test"));

            Assert.Equal(definition.Weight != FindingWeight.Advisory, finding.Required);
        }
    }

    [GeneratedRegex("^[A-Z]{3}[0-9]{3}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
