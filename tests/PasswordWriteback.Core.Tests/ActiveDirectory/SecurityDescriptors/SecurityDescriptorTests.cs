using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.SecurityDescriptors;

public sealed class SecurityDescriptorTests
{
    private static readonly Sid Account = Sid.Parse("S-1-5-21-1-2-3-1104");
    private static readonly Guid Right = new("00299570-246d-11d0-a768-00aa006e0529");
    private static readonly Guid User = new("bf967aba-0de6-11d0-a285-00aa003049e2");

    [Fact]
    public void WhatWasWritten_IsReadBack()
    {
        var dacl = new Acl([
            Ace.Deny(WellKnownSids.Everyone, AccessMask.DeleteTree),
            Ace.AllowObject(Account, AccessMask.ControlAccess, Right, User, AceFlags.ContainerInherit | AceFlags.InheritOnly),
            Ace.Allow(WellKnownSids.Self, AccessMask.GenericAll, AceFlags.Inherited)]);
        var written = new SecurityDescriptor(
            DescriptorControl.DaclProtected, Account, WellKnownSids.BuiltinUsers, dacl, new Acl([], Acl.PlainRevision));

        var read = SecurityDescriptor.Parse(written.ToBytes());

        Assert.Equal(written.Control, read.Control);
        Assert.True(read.IsDaclProtected);
        Assert.Equal(Account, read.Owner);
        Assert.Equal(WellKnownSids.BuiltinUsers, read.Group);
        Assert.Equal(dacl, read.Dacl);
        Assert.Equal(written.Sacl, read.Sacl);
        Assert.Equal(2, read.ExplicitAces.Count());
        Assert.Single(read.InheritedAces);
        var ace = read.Dacl!.Aces[1];
        Assert.Equal((Right, User, Account), (ace.ObjectType, ace.InheritedObjectType, ace.Sid));
    }

    [Fact]
    public void AbsentNullAndEmptyDacl_AreThreeThings()
    {
        var absent = SecurityDescriptor.Parse(new SecurityDescriptor(DescriptorControl.None, null, null, null).ToBytes());
        var isNull = SecurityDescriptor.Parse(new SecurityDescriptor(DescriptorControl.DaclPresent, null, null, null).ToBytes());
        var empty = SecurityDescriptor.Parse(new SecurityDescriptor(DescriptorControl.None, null, null, new Acl([])).ToBytes());

        Assert.Equal(
            (DaclState.Absent, DaclState.Null, DaclState.Present), (absent.DaclState, isNull.DaclState, empty.DaclState));
        Assert.Null(absent.Dacl);
        Assert.Null(isNull.Dacl);
        Assert.Empty(empty.Dacl!.Aces);
    }

    [Fact]
    public void AnUnknownAceType_SurvivesByteForByte()
    {
        byte[] unknown = [0x77, 0x02, 0x0C, 0x00, 1, 2, 3, 4, 5, 6, 7, 8];
        var before = new SecurityDescriptor(DescriptorControl.None, null, null, new Acl([Ace.Parse(unknown)]));

        var after = before.WithDacl(before.Dacl!.InsertCanonical(Ace.Allow(Account, AccessMask.ReadProperty)));

        var read = SecurityDescriptor.Parse(after.ToBytes()).Dacl!.Aces;
        Assert.Contains(read, ace => ace.Bytes.SequenceEqual(unknown));
        Assert.Equal(2, read.Length);
    }

    [Fact]
    public void WithDacl_KeepsEverythingElse()
    {
        var before = SecurityDescriptor.Parse(new SecurityDescriptor(
            DescriptorControl.DaclAutoInherited | DescriptorControl.OwnerDefaulted, Account, Account, new Acl([]), new Acl([])).ToBytes());

        var after = SecurityDescriptor.Parse(before.WithDacl(new Acl([Ace.Allow(Account, AccessMask.Delete)])).ToBytes());

        Assert.Equal((before.Control, before.Owner, before.Group, before.Sacl), (after.Control, after.Owner, after.Group, after.Sacl));
    }

    [Fact]
    public void SpaceBehindAces_IsReadOver_AndKeptUntilTheDaclChanges()
    {
        var packed = new SecurityDescriptor(DescriptorControl.None, null, null, new Acl([Ace.Allow(Account, AccessMask.Delete)])).ToBytes();
        byte[] padded = [.. packed, 0, 0, 0, 0, 0, 0, 0, 0];
        padded[22] += 8;

        var read = SecurityDescriptor.Parse(padded);

        Assert.Single(read.Dacl!.Aces);
        Assert.Equal(padded, read.ToBytes());
        Assert.Equal(packed, read.WithDacl(read.Dacl).ToBytes());
    }

    [Theory]
    [InlineData(0, 2, 0)]
    [InlineData(3, 0x00, 2)]
    [InlineData(16, 5, 16)]
    [InlineData(19, 0x80, 16)]
    [InlineData(20, 9, 20)]
    [InlineData(22, 0xFF, 22)]
    [InlineData(24, 9, 64)]
    [InlineData(30, 3, 30)]
    [InlineData(36, 7, 36)]
    [InlineData(37, 16, 36)]
    [InlineData(37, 15, 36)]
    public void AMalformedByte_IsReportedWithItsOffset(int at, byte value, int offset)
    {
        var bytes = new SecurityDescriptor(DescriptorControl.None, null, null, new Acl([Ace.Allow(Account, AccessMask.Delete)])).ToBytes();
        Assert.Equal(64, bytes.Length);
        bytes[at] = value;

        var error = Assert.Throws<DescriptorFormatException>(() => SecurityDescriptor.Parse(bytes));

        Assert.Equal(offset, error.Offset);
    }

    [Fact]
    public void EveryTruncation_IsATypedError()
    {
        var bytes = new SecurityDescriptor(
            DescriptorControl.None, Account, Account, new Acl([Ace.AllowObject(Account, AccessMask.Self, Right, User)])).ToBytes();

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<DescriptorFormatException>(() => SecurityDescriptor.Parse(bytes.AsSpan(0, length)));
        }
    }
}
