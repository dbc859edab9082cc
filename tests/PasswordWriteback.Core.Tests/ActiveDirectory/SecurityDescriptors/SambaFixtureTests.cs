using System.Globalization;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.SecurityDescriptors;

/// <summary>Samba's library as an independent witness; Fixtures/make_samba_fixtures.py says how its answers were made.</summary>
public sealed class SambaFixtureTests
{
    private static readonly SddlDomain Domain = SddlDomain.Root(Sid.Parse("S-1-5-21-1-2-3"));

    private static IEnumerable<string[]> Read(string name) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", name)).Select(line => line.Split('\t'));

    [Fact]
    public void EveryDescriptor_IsWrittenInSddl_AsSambaWritesIt()
    {
        var checkedRows = 0;
        foreach (var row in Read("samba-sddl.tsv"))
        {
            var descriptor = SecurityDescriptor.Parse(Convert.FromBase64String(row[0]));

            Assert.Equal(row[1], SddlFormatter.Format(descriptor, Domain));
            Assert.Equal(row[2], SddlFormatter.Format(descriptor));
            checkedRows++;
        }

        Assert.True(checkedRows > 200);
    }

    [Fact]
    public void EverySddl_IsReadIntoTheBytes_ThatSambaMakesOfIt()
    {
        foreach (var row in Read("samba-sddl.tsv"))
        {
            var expected = SecurityDescriptor.Parse(Convert.FromBase64String(row[0]));

            foreach (var read in new[] { SddlParser.Parse(row[1], Domain), SddlParser.Parse(row[2]) })
            {
                Assert.Equal(expected.Control, read.Control);
                Assert.Equal((expected.Owner, expected.Group), (read.Owner, read.Group));
                Assert.Equal(expected.Dacl?.Aces, read.Dacl?.Aces);
                Assert.Equal(expected.Sacl?.Aces, read.Sacl?.Aces);
            }
        }
    }

    [Fact]
    public void ADescriptorThatIsWrittenAnew_HasTheBytesThatSambaWrites()
    {
        foreach (var row in Read("samba-sddl.tsv"))
        {
            var bytes = Convert.FromBase64String(row[0]);
            var descriptor = SecurityDescriptor.Parse(bytes);

            Assert.Equal(bytes, descriptor.ToBytes());
            if (descriptor.Dacl is { } dacl)
            {
                Assert.Equal(bytes, descriptor.WithDacl(dacl).ToBytes());
            }
        }
    }

    [Fact]
    public void EveryPlainRight_IsDecided_AsSambaDecidesIt()
    {
        var granted = 0;
        foreach (var row in Read("samba-access.tsv"))
        {
            var sids = row[1].Split(' ').Select(Sid.Parse).ToList();
            var mask = (AccessMask)uint.Parse(row[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

            var result = AccessEvaluator.Evaluate(
                Convert.FromBase64String(row[0]), new AccessToken(sids[0], sids), new RequestedRight(mask));

            Assert.True(result.IsGranted == (row[3] == "1"), $"{row[0]} {row[1]} {row[2]}: Samba says {row[3]}, we {result}");
            granted += result.IsGranted ? 1 : 0;
        }

        Assert.InRange(granted, 50, 250);
    }
}
