using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.SecurityDescriptors;

public sealed class AceOrderTests
{
    private static readonly Sid Account = Sid.Parse("S-1-5-21-1-2-3-1104");
    private static readonly Guid Right = new("00299570-246d-11d0-a768-00aa006e0529");
    private static readonly Ace Deny = Ace.Deny(WellKnownSids.Everyone, AccessMask.Delete);
    private static readonly Ace DenyObject = Ace.DenyObject(WellKnownSids.Everyone, AccessMask.ControlAccess, Right);
    private static readonly Ace Allow = Ace.Allow(WellKnownSids.Everyone, AccessMask.ReadProperty);
    private static readonly Ace AllowObject = Ace.AllowObject(WellKnownSids.Everyone, AccessMask.ReadProperty, Right);
    private static readonly Ace InheritedAllow = Allow.WithFlags(AceFlags.Inherited);
    private static readonly Ace InheritedDeny = Deny.WithFlags(AceFlags.Inherited);

    [Fact]
    public void ANewAllowObjectAce_GoesBehindTheExplicit_BeforeTheInherited()
    {
        var added = Ace.AllowObject(Account, AccessMask.ControlAccess, Right);

        var acl = new Acl([Deny, DenyObject, Allow, AllowObject, InheritedAllow, InheritedDeny]).InsertCanonical(added);

        Assert.Equal([Deny, DenyObject, Allow, AllowObject, added, InheritedAllow, InheritedDeny], acl.Aces);
    }

    [Fact]
    public void ANewPlainAllowAce_GoesBeforeTheObjectAces()
    {
        var added = Ace.Allow(Account, AccessMask.ReadProperty);

        var acl = new Acl([Deny, DenyObject, Allow, AllowObject, InheritedAllow]).InsertCanonical(added);

        Assert.Equal([Deny, DenyObject, Allow, added, AllowObject, InheritedAllow], acl.Aces);
    }

    [Fact]
    public void AnEmptyAcl_TakesTheAce_AndBecomesADirectoryAcl()
    {
        var acl = new Acl([], Acl.PlainRevision).InsertCanonical(AllowObject);

        Assert.Equal([AllowObject], acl.Aces);
        Assert.Equal(Acl.DirectoryRevision, acl.Revision);
    }

    [Fact]
    public void InsertedThenRemoved_IsTheSameAcl()
    {
        var before = new Acl([Deny, Allow, InheritedDeny]);
        var added = Ace.AllowObject(Account, AccessMask.ControlAccess, Right);

        Assert.Equal(before, before.InsertCanonical(added).Remove(added));
        Assert.Same(before, before.Remove(added));
    }

    [Fact]
    public void DenyBehindAllow_IsNotCanonical_AndNothingIsInserted()
    {
        var acl = new Acl([Allow, Deny]);

        Assert.False(acl.IsCanonical(out var reason));
        Assert.Equal("ACE 1 denies but follows ACE 0, which allows.", reason);
        Assert.Throws<InvalidOperationException>(() => acl.InsertCanonical(Allow));
    }

    [Fact]
    public void ExplicitBehindInherited_IsNotCanonical()
    {
        Assert.False(new Acl([InheritedAllow, Allow]).IsCanonical(out var reason));
        Assert.Equal("ACE 1 is explicit but follows ACE 0, which is inherited.", reason);
    }

    [Fact]
    public void InheritedAces_AreCanonicalInAnyOrder() =>
        Assert.True(new Acl([Deny, Allow, InheritedAllow, InheritedDeny]).IsCanonical(out _));

    [Fact]
    public void AnAclThatWouldNotFit_IsRefused()
    {
        var full = new Acl(Enumerable.Repeat(Ace.Allow(Account, AccessMask.Delete), 65527 / 36));

        Assert.Throws<ArgumentException>(() => full.InsertCanonical(Allow));
    }
}
