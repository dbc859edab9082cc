using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.Rights;

/// <summary>Binary form and SDDL over a whole forest, against Samba's own library: docs/rights.md lists where the two differ.</summary>
[Collection(Forests.OfParts)]
public sealed class ForestCorpusTests(FreshForest fresh) : SambaTest(fresh)
{
    private ForestCorpus _corpus = null!;

    private SddlDomain Domain => SddlDomain.Root(Sid.Parse(Lab.Env.DomainSid));

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _corpus = await ForestCorpus.ReadAsync(Lab);
    }

    [Fact]
    public void TheCorpus_IsAWholeForest()
    {
        var objects = _corpus.Held.SelectMany(held => held.Objects).GroupBy(pair => pair.Key, pair => pair.Value).ToDictionary(group => group.Key, group => group.Sum());

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{objects.Values.Sum()} objects in {objects.Count} partitions, {_corpus.Held.Count} different descriptors, {_corpus.Defaults.Count} classes with a default");
        Assert.Equal(
            ["", "CN=Configuration,", "CN=Schema,CN=Configuration,", "DC=DomainDnsZones,", "DC=ForestDnsZones,"],
            objects.Keys.Select(partition => partition[..^Lab.Env.BaseDn.Length]).Order(StringComparer.Ordinal));
        Assert.True(objects.Values.Sum() > 3500);
        Assert.True(_corpus.Held.Count > 60);
        Assert.True(_corpus.Defaults.Count > 250);
    }

    [Fact]
    public void EveryDescriptorOfTheForest_IsWrittenInSddl_AsSambaWritesIt() => Assert.All(_corpus.Held, held =>
    {
        var descriptor = SecurityDescriptor.Parse(Convert.FromBase64String(held.Base64));

        Assert.Equal(held.Sddl, SddlFormatter.Format(descriptor, Domain));
        Assert.Equal(held.SddlWithoutDomain, SddlFormatter.Format(descriptor));
    });

    [Fact]
    public void EveryTextOfTheForest_IsReadIntoTheBytes_ThatSambaMakesOfIt() => Assert.All(_corpus.Held, held =>
    {
        Assert.Equal(held.Parsed, Convert.ToBase64String(SddlParser.Parse(held.Sddl, Domain).ToBytes()));
        Assert.Equal(held.Parsed, Convert.ToBase64String(SddlParser.Parse(held.SddlWithoutDomain).ToBytes()));
    });

    [Fact]
    public void EveryDescriptorOfTheForest_WrittenAnew_HasTheBytesThatAreStored() => Assert.All(_corpus.Held, held =>
    {
        var stored = SecurityDescriptor.Parse(Convert.FromBase64String(held.Base64));

        Assert.Equal(held.Base64, Convert.ToBase64String(stored.ToBytes()));
        Assert.Equal(
            held.Base64,
            Convert.ToBase64String(new SecurityDescriptor(stored.Control, stored.Owner, stored.Group, stored.Dacl, stored.Sacl).ToBytes()));
    });

    [Fact]
    public void EveryClassesDefault_IsReadAndWritten_AsSambaDoes() =>
        Assert.All(_corpus.Defaults.Where(found => found.Parsed is not null), found =>
        {
            var read = SddlParser.Parse(found.Text, Domain);

            Assert.Equal(found.Parsed, Convert.ToBase64String(read.ToBytes()));
            Assert.Equal(found.Sddl, SddlFormatter.Format(read, Domain));
        });

    [Fact]
    public void OnlyTheTwoClassesWithABlankInTheirText_AreReadHere_AndRefusedBySamba()
    {
        var refused = _corpus.Defaults.Where(found => found.Parsed is null).OrderBy(found => found.Class, StringComparer.Ordinal).ToList();

        Assert.Equal(["msSPP-ActivationObject", "msSPP-ActivationObjectsContainer"], refused.Select(found => found.Class));
        Assert.All(refused, found => Assert.Equal(
            found.Text.Replace(" ", "", StringComparison.Ordinal), SddlFormatter.Format(SddlParser.Parse(found.Text, Domain), Domain)));
    }
}
