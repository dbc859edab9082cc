using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using static PasswordWriteback.Core.Tests.ActiveDirectory.Rights.Asked;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Rights;

/// <summary>Several rights in one pass: each has its own first decision, broken bytes give none, nothing is allocated.</summary>
public sealed class RightsTogetherTests
{
    private static readonly AccessToken Token = new(Account, [Group]);

    /// <summary>Reset Password, Change Password, write lockoutTime, write pwdLastSet.</summary>
    private static readonly RequestedRight[] Profile =
        [.. PermissionProfile.Default.Rights.Where(right => !right.OnDomainHead).Select(RightForms.ToRequest)];

    private static byte[] Bytes(params Ace[] aces) => new SecurityDescriptor(DescriptorControl.None, Account, Account, new Acl(aces)).ToBytes();

    private static AccessResult[] AskAll(ReadOnlySpan<byte> bytes, params RequestedRight[] rights)
    {
        var results = new AccessResult[rights.Length];
        AccessEvaluator.Evaluate(bytes, Token, rights, results);
        return results;
    }

    [Fact]
    public void EachRight_HasItsOwnFirstDecision() =>
        Assert.Equal(
            [Granted(1), Denied(2), NotGranted, Granted(3)],
            AskAll(
                Bytes(
                    Ace.Deny(Stranger, AccessMask.GenericAll),
                    Ace.AllowObject(Group, AccessMask.ControlAccess, ExtendedRights.ResetPassword),
                    Ace.Deny(Account, AccessMask.ControlAccess),
                    Ace.AllowObject(Account, AccessMask.WriteProperty, PropertySets.UserAccountRestrictions),
                    Ace.Allow(Account, AccessMask.ControlAccess)),
                Profile));

    [Fact]
    public void OneAce_DecidesAllThatItIsAbout() =>
        Assert.Equal([Granted(0), Granted(0), Granted(0), Granted(0)], AskAll(Bytes(Ace.Allow(Account, AccessMask.GenericAll)), Profile));

    [Fact]
    public void TheSameRightTwice_AndNoRightAtAll_AreAnswered() =>
        Assert.Equal(
            [Granted(0), Granted(-1), Granted(0)],
            AskAll(Bytes(Ace.Allow(Account, AccessMask.ControlAccess)), Profile[0], new RequestedRight(AccessMask.None), Profile[0]));

    [Fact]
    public void WhatTheOwnerHas_IsGivenToTheRightsThatAskForIt() =>
        Assert.Equal(
            [Granted(-1), NotGranted, Granted(0)],
            AskAll(
                Bytes(Ace.Allow(Account, AccessMask.Delete)),
                new RequestedRight(AccessMask.WriteDacl),
                new RequestedRight(AccessMask.WriteOwner),
                new RequestedRight(AccessMask.ReadControl | AccessMask.Delete)));

    [Fact]
    public void WithoutADacl_AllAreGranted_AndNoMoreAnswersAreWrittenThanAsked()
    {
        var bytes = new SecurityDescriptor(DescriptorControl.None, null, null, null).ToBytes();
        var results = new AccessResult[3];

        AccessEvaluator.Evaluate(bytes, Token, Profile.AsSpan(0, 2), results);

        Assert.Equal([Granted(-1), Granted(-1), default], results);
    }

    [Fact]
    public void AnAceThatIsBroken_IsRefused_AlsoBehindTheLastThatDecides()
    {
        var bytes = Bytes(Ace.Allow(Account, AccessMask.GenericAll), Ace.Allow(Stranger, AccessMask.GenericAll));
        var sid = bytes.Length - Stranger.BinaryLength;
        bytes[sid + 1] = 15;

        var error = Assert.Throws<DescriptorFormatException>(() => AccessEvaluator.Evaluate(bytes, Token, Profile[0]));

        Assert.Equal(sid, error.Offset);
    }

    [Fact]
    public void MoreRightsThanCanBeAsked_OrLessRoomThanAnswers_IsAnError()
    {
        var bytes = Bytes();
        var many = new RequestedRight[AccessEvaluator.MaxRights + 1];

        Assert.All(AskAll(bytes, many[1..]), answer => Assert.True(answer.IsGranted));
        Assert.Throws<ArgumentOutOfRangeException>(() => AskAll(bytes, many));
        Assert.Throws<ArgumentOutOfRangeException>(() => AccessEvaluator.Evaluate(bytes, Token, Profile, new AccessResult[Profile.Length - 1]));
    }

    [Fact]
    public void EvaluatingRawBytes_AllocatesNothing()
    {
        var bytes = Bytes(
            Ace.Deny(Stranger, AccessMask.GenericAll),
            Ace.AllowObject(Group, AccessMask.WriteProperty, PropertySets.UserAccountRestrictions),
            Ace.Allow(WellKnownSids.OwnerRights, AccessMask.ReadControl),
            Ace.DenyObject(WellKnownSids.Self, AccessMask.ControlAccess, ExtendedRights.ChangePassword));
        RequestedRight[] rights = [.. Profile, new(AccessMask.WriteDacl)];
        var results = new AccessResult[rights.Length];
        AccessEvaluator.Evaluate(bytes, Token, rights, results, Account.Bytes);
        Assert.Equal([NotGranted, Denied(3), NotGranted, Granted(1), NotGranted], results);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            AccessEvaluator.Evaluate(bytes, Token, rights, results, Account.Bytes);
            _ = AccessEvaluator.Evaluate(bytes, Token, rights[0], Account.Bytes);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
