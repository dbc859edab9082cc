using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Permissions;

public sealed class DaclChangeTests
{
    private const string Before = "D:PAI(D;;WP;;;AN)(A;;RP;;;AU)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)(A;CIID;GA;;;SY)";
    private static readonly Ace Ours = RightForms.ToAce(Sample.OnUser(WritebackRight.ResetPassword), Sample.Token().Account);
    private static readonly string OursText = SddlFormatter.Format(Ours);

    [Fact]
    public void Adding_PutsTheAceBehindTheLastExplicitAllow_AndMovesNothing() => Assert.Equal(
        $"D:PAI(D;;WP;;;AN)(A;;RP;;;AU)(OA;;CR;{Sample.Change};;WD){OursText}(A;CIID;GA;;;SY)",
        SddlFormatter.Format(DaclChange.Adding([Ours]).ApplyTo(Sample.Descriptor(Before))));

    [Fact]
    public void Removing_TakesExactlyThatAce_AndGivesBackTheBytesOfBefore()
    {
        var before = Sample.Descriptor(Before);
        var after = DaclChange.Adding([Ours]).ApplyTo(before);

        Assert.Equal(before.Dacl, DaclChange.Removing([Ours]).ApplyTo(after).Dacl);
    }

    [Fact]
    public void Differences_OfWhatWasPlanned_AreNone_InWhateverOrderTheServerStores()
    {
        var sorted = Sample.Descriptor($"D:PAI(D;;WP;;;AN)(A;;RP;;;AU){OursText}(OA;;CR;{Sample.Change};;WD)(A;CIID;GA;;;SY)(A;CIID;RP;;;WD)");

        Assert.Empty(DaclChange.Adding([Ours]).Differences(Sample.Descriptor(Before), sorted));
    }

    [Fact]
    public void Differences_NameAForeignAce_ALostOne_AndChangedControlBits()
    {
        var other = Sample.Descriptor($"D:AI(D;;WP;;;AN)(A;;RP;;;BU)(OA;;CR;{Sample.Change};;WD){OursText}");

        var differences = DaclChange.Adding([Ours]).Differences(Sample.Descriptor(Before), other);

        Assert.Equal(["+ (A;;RP;;;BU)", "- (A;;RP;;;AU)"], differences.Take(2));
        Assert.Contains("control bits", Assert.Single(differences.Skip(2)), StringComparison.Ordinal);
    }

    [Fact]
    public void Differences_CountEqualAces_AsAMultiset()
    {
        var before = Sample.Descriptor("D:(A;;RP;;;AU)(A;;RP;;;AU)");

        Assert.Equal(["- (A;;RP;;;AU)"], DaclChange.Adding([]).Differences(before, Sample.Descriptor("D:(A;;RP;;;AU)")));
    }

    [Fact]
    public void ADaclThatIsNotCanonical_IsNotChanged() => Assert.Throws<InvalidOperationException>(
        () => DaclChange.Adding([Ours]).ApplyTo(Sample.Descriptor("D:(A;;RP;;;AU)(D;;WP;;;AU)")));

    [Fact]
    public void NoDacl_IsNotChanged() => Assert.Throws<InvalidOperationException>(
        () => DaclChange.Adding([Ours]).ApplyTo(Sample.Descriptor("D:NO_ACCESS_CONTROL")));
}
