using PasswordWriteback.Core.ActiveDirectory.Permissions;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Permissions;

public sealed class PlanBuilderTests
{
    private static readonly PermissionProfile Profile = PermissionProfile.AdSyncConfig2019;

    [Fact]
    public void WhatIsMissing_IsPlanned_WithItsWords()
    {
        var plan = Sample.Plan(Sample.Token(), Profile, [Sample.Scope(Sample.StaffDn, "D:(A;;GA;;;BA)", Sample.Token(), Profile)]);

        var target = Assert.Single(plan.Targets);
        Assert.Empty(plan.Refusals);
        Assert.Equal((Sample.StaffDn, "dc1.contoso.com", 7u), (target.Dn, target.Server, target.Version));
        Assert.Equal(
            [WritebackRight.ResetPassword, WritebackRight.WriteLockoutTime, WritebackRight.WritePwdLastSet], target.Aces.Select(ace => ace.Right));
        Assert.Equal(
            $"{Sample.Account} may use Reset Password on every user below {Sample.StaffDn} that inherits permissions: "
            + "a password that is set in the cloud is written as a reset.",
            target.Aces[0].Words);
    }

    [Fact]
    public void WhatIsEffectiveAlready_IsNotWritten_UnlessExplicit()
    {
        var scope = Sample.Scope(Sample.StaffDn, $"D:(A;CI;GA;;;{Sample.GroupSid})", Sample.Token(Sample.GroupSid), Profile);

        Assert.Empty(Sample.Plan(Sample.Token(Sample.GroupSid), Profile, [scope]).Targets);
        Assert.Equal(3, Assert.Single(Sample.Plan(Sample.Token(Sample.GroupSid), Profile, [scope], isExplicit: true).Targets).Aces.Count);
    }

    [Fact]
    public void WhatIsPresent_IsNotWrittenAgain_EvenWhenExplicit()
    {
        var aces = string.Concat(Profile.Rights.Select(right => PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl.SddlFormatter.Format(
            RightForms.ToAce(right, Sample.Token().Account))));
        var scope = Sample.Scope(Sample.StaffDn, "D:" + aces, Sample.Token(), Profile);

        Assert.Empty(Sample.Plan(Sample.Token(), Profile, [scope], isExplicit: true).Targets);
    }

    [Fact]
    public void AScopeThatInheritsFromAnotherScope_IsNotGrantedTwice()
    {
        var plan = Sample.Plan(
            Sample.Token(),
            Profile,
            [
                Sample.Scope(Sample.StaffDn, "D:(A;;GA;;;BA)", Sample.Token(), Profile),
                Sample.Scope("OU=Sales," + Sample.StaffDn, "D:(A;;GA;;;BA)", Sample.Token(), Profile, coveredBy: Sample.StaffDn),
            ]);

        Assert.Equal(Sample.StaffDn, Assert.Single(plan.Targets).Dn);
    }

    [Fact]
    public void UnexpirePassword_IsNoWrite_WhereOnlyUnitsAreAllowed_AndOneOnTheHead_WithDomainWide()
    {
        var profile = PermissionProfile.Entra2025;
        IReadOnlyList<ScopeReading> scopes =
        [
            Sample.Scope(Sample.StaffDn, $"D:(A;CI;GA;;;{Sample.AccountSid})", Sample.Token(), profile),
            Sample.Scope(Sample.DomainDn, "D:(A;;GA;;;BA)", Sample.Token(), profile, isRequested: false),
        ];

        var narrow = Sample.Plan(Sample.Token(), profile, scopes);
        var wide = Sample.Plan(Sample.Token(), profile, scopes, domainWide: true);

        Assert.Empty(narrow.Targets);
        Assert.Empty(narrow.Refusals);
        var ace = Assert.Single(Assert.Single(wide.Targets).Aces);
        Assert.Equal($"(OA;;CR;{Sample.Unexpire};;{Sample.AccountSid})", ace.Sddl);
    }

    [Fact]
    public void TheSameDirectory_GivesTheSameHash_AndAnyDifference_Another()
    {
        string Hash(string sddl, PermissionProfile profile) =>
            Sample.Plan(Sample.Token(), profile, [Sample.Scope(Sample.StaffDn, sddl, Sample.Token(), profile)]).Hash;

        var hash = Hash("D:(A;;GA;;;BA)", Profile);

        Assert.Equal(hash, Hash("D:(A;;GA;;;BA)", Profile));
        Assert.Equal(hash, Hash("D:(A;;GA;;;BA)(A;CIID;GA;;;SY)", Profile));
        Assert.NotEqual(hash, Hash("D:(A;;GA;;;BA)(A;;RP;;;AU)", Profile));
        Assert.NotEqual(hash, Hash("D:P(A;;GA;;;BA)", Profile));
        Assert.NotEqual(hash, Hash("D:(A;;GA;;;BA)", PermissionProfile.Guides2018));
    }

    [Fact]
    public void PrivilegedAccountsThatNobodyAccepted_RefuseThePlan_AndKeepItsHash()
    {
        var plan = Sample.Plan(Sample.Token(), Profile, [Sample.Scope(Sample.StaffDn, "D:(A;;GA;;;BA)", Sample.Token(), Profile)]);

        var refused = PlanBuilder.WithBlastRadius(plan, new BlastRadius(0, 5, [], 1), "contoso.com");

        Assert.Equal("BLR001", Assert.Single(refused.Refusals).Code);
        Assert.Equal(plan.Hash, PlanHash.Of(refused));
        Assert.Same(plan, PlanBuilder.WithBlastRadius(plan, new BlastRadius(0, 5, [], 0), "contoso.com"));
    }

    [Fact]
    public void EveryAceOfEveryProfile_IsAnObjectAceForOneRight_AndNeverMore()
    {
        foreach (var right in PermissionProfile.All.Select(profile => profile.WithInetOrgPerson()).SelectMany(profile => profile.Rights))
        {
            var ace = RightForms.ToAce(right, Sample.Token().Account);

            Assert.NotNull(ace.ObjectType);
            Assert.Equal(1, System.Numerics.BitOperations.PopCount((uint)ace.Mask));
        }
    }
}
