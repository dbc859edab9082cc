using PasswordWriteback.Core.Findings;
using PasswordWriteback.Samba.Tests.Lab;
using PasswordWriteback.Samba.Tests.Runs;

namespace PasswordWriteback.Samba.Tests.Visibility;

/// <summary>
/// A forest in which every right is granted and confirmed, and which hides more and more from a reader without rights. Whatever a
/// finding concludes from not seeing something must become unknown; whoever may read everything gets the answers of before.
/// </summary>
[Collection(Forests.OfParts)]
public sealed class HardenedForestTests(FreshForest fresh) : SambaTest(fresh)
{
    /// <summary>
    /// Findings whose good answer says that something is not there: no further domain controller, no protected or privileged account.
    /// Reset Password, lockoutTime and pwdLastSet stay Met where the reader sees the ACE itself and no deny ACE before it; ADS002 where somebody names the account.
    /// </summary>
    private static readonly string[] RestOnAbsence =
        ["ADS001", "PER002", "PER005", "COV001", "COV002", "COV003", "COV004", "BLR001", "POL001", "POL002", "RPL001", "CON006", "SEC002"];

    [Fact]
    public async Task AReaderWithoutRights_GetsNoMetThatRestsOnAbsence_AndAnEntitledOneTheTruth()
    {
        await using (var apply = await RunOnSamba.CreateAsync(Lab))
        {
            Assert.Equal(Verdict.Compliant, (await apply.ApplyAsync()).Verdict);
        }

        var truth = await CheckAsync("relay");
        Assert.All((string[])["ADS001", "PER001", "BLR001", "POL002"], code => Assert.Equal((code, FindingStatus.Met), (code, truth[code].Status)));

        await HideAsync("sites", "ADS001", "dc2");
        await HideAsync("compatibility", "COV002", "primary", "tokenGroups");
        await HideAsync("users", "COV001", "objectCategory");
        await HideAsync("unit", "BLR001", "List Contents");
        await Lab.HardenAsync("groups", "heads");

        var blind = await CheckAsync("reader");
        Assert.All(RestOnAbsence.Where(blind.ContainsKey), code => Assert.NotEqual((code, FindingStatus.Met), (code, blind[code].Status)));
        Assert.All(
            (string[])["ADS001", "PER005", "COV001", "COV002", "COV003", "COV004", "BLR001"],
            code =>
            {
                Assert.Equal(FindingStatus.Unknown, blind[code].Status);
                Assert.Contains("(unreadable: ", blind[code].Evidence.Summary, StringComparison.Ordinal);
            });

        var entitled = await CheckAsync("relay");
        Assert.All(RestOnAbsence, code => Assert.Equal((code, truth[code].Status), (code, entitled[code].Status)));
        Assert.Equal(truth["COV002"].Evidence.Summary, entitled["COV002"].Evidence.Summary);
        Assert.Equal(truth["BLR001"].Evidence.Summary, entitled["BLR001"].Evidence.Summary);
    }

    // What one more step hides makes one more finding unknown, with the reason that belongs to that step and that was not there before.
    private async Task HideAsync(string step, string code, params string[] words)
    {
        var before = (await CheckAsync("reader"))[code].Evidence.Summary;
        Assert.DoesNotContain(words, word => before.Contains(word, StringComparison.Ordinal));

        await Lab.HardenAsync(step);

        var finding = (await CheckAsync("reader"))[code];
        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains(words, word => finding.Evidence.Summary.Contains(word, StringComparison.Ordinal));
    }

    private async Task<Dictionary<string, Finding>> CheckAsync(string account)
    {
        await using var run = await RunOnSamba.CreateAsync(Lab, account);
        return (await run.CheckAsync()).Findings.DistinctBy(finding => finding.Code).ToDictionary(finding => finding.Code, StringComparer.Ordinal);
    }
}
