using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using static PasswordWriteback.Core.Tests.ActiveDirectory.Rights.Asked;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Rights;

/// <summary>One test per rule of MS-ADTS 5.1.3.3 and MS-DTYP 2.5.3.2; each rule is asked in every way that <see cref="Asked"/> knows.</summary>
public sealed class AccessEvaluatorTests
{
    private static readonly AccessToken Token = new(Account, [Group]);
    private static readonly RequestedRight Reset = RequestedRight.ExtendedRight(ExtendedRights.ResetPassword);
    private static readonly RequestedRight WritePwdLastSet =
        RequestedRight.Write(AttributeGuids.PwdLastSet, PropertySets.UserAccountRestrictions, SchemaGuids.User);

    [Fact]
    public void Adts_5_1_3_3_1_AnAbsentDacl_GrantsEverything() =>
        Assert.Equal(Granted(-1), Ask(new(AccessMask.GenericAll), new SecurityDescriptor(DescriptorControl.None, Stranger, Stranger, null)));

    [Fact]
    public void Adts_5_1_3_3_1_ANullDacl_GrantsEverything() =>
        Assert.Equal(Granted(-1), Ask(Reset, new SecurityDescriptor(DescriptorControl.DaclPresent, Stranger, Stranger, null)));

    [Fact]
    public void Adts_5_1_3_3_1_AnEmptyDacl_GrantsNothing() => Assert.Equal(NotGranted, Ask(Reset));

    [Fact]
    public void Adts_5_1_3_3_2_AllowBeforeDeny_Grants() =>
        Assert.Equal(Granted(0), Ask(new(AccessMask.Delete), Ace.Allow(Account, AccessMask.Delete), Ace.Deny(Account, AccessMask.Delete)));

    [Fact]
    public void Adts_5_1_3_3_2_DenyBeforeAllow_Denies() =>
        Assert.Equal(Denied(0), Ask(new(AccessMask.Delete), Ace.Deny(Group, AccessMask.Delete), Ace.Allow(Account, AccessMask.Delete)));

    [Fact]
    public void Adts_5_1_3_3_2_EachBitIsDecidedOnItsOwn() =>
        Assert.Equal(
            Granted(2),
            Ask(
                new(AccessMask.Delete | AccessMask.ListObject),
                Ace.Allow(Account, AccessMask.Delete),
                Ace.Deny(Account, AccessMask.Delete | AccessMask.DeleteTree),
                Ace.Allow(Group, AccessMask.ListObject)));

    [Fact]
    public void Adts_5_1_3_3_2_OneDeniedBit_DeniesTheRequest() =>
        Assert.Equal(
            Denied(1),
            Ask(
                new(AccessMask.Delete | AccessMask.ListObject),
                Ace.Allow(Account, AccessMask.Delete),
                Ace.Deny(Account, AccessMask.ListObject),
                Ace.Allow(Account, AccessMask.ListObject)));

    [Fact]
    public void Adts_5_1_3_3_2_AnInheritOnlyAce_DoesNotApply() =>
        Assert.Equal(
            Granted(1),
            Ask(
                Reset,
                Ace.Deny(Account, AccessMask.ControlAccess, AceFlags.ContainerInherit | AceFlags.InheritOnly),
                Ace.Allow(Account, AccessMask.ControlAccess)));

    [Fact]
    public void Adts_5_1_3_3_2_AnAceForAnotherSid_IsSkipped() =>
        Assert.Equal(NotGranted, Ask(new(AccessMask.Delete), Ace.Allow(Stranger, AccessMask.GenericAll), Ace.Deny(Stranger, AccessMask.Delete)));

    [Fact]
    public void Adts_5_1_3_3_2_EveryoneAndAuthenticatedUsers_AreInEveryToken()
    {
        Assert.True(Ask(new(AccessMask.Delete), Ace.Allow(WellKnownSids.Everyone, AccessMask.Delete)).IsGranted);
        Assert.True(Ask(new(AccessMask.Delete), Ace.Allow(WellKnownSids.AuthenticatedUsers, AccessMask.Delete)).IsGranted);
    }

    [Fact]
    public void Adts_5_1_3_3_3_AnAceForTheProperty_Grants() =>
        Assert.Equal(Granted(0), Ask(WritePwdLastSet, Ace.AllowObject(Account, AccessMask.WriteProperty, AttributeGuids.PwdLastSet)));

    [Fact]
    public void Adts_5_1_3_3_3_AnAceForThePropertySet_GrantsItsMembers() =>
        Assert.Equal(Granted(0), Ask(WritePwdLastSet, Ace.AllowObject(Account, AccessMask.WriteProperty, PropertySets.UserAccountRestrictions)));

    [Fact]
    public void Adts_5_1_3_3_3_AnAceForThePropertySet_DeniesItsMembers() =>
        Assert.Equal(
            Denied(0),
            Ask(
                WritePwdLastSet,
                Ace.DenyObject(Account, AccessMask.WriteProperty, PropertySets.UserAccountRestrictions),
                Ace.Allow(Account, AccessMask.GenericAll)));

    [Fact]
    public void Adts_5_1_3_3_3_AnAceForTheObjectsClass_GrantsEveryProperty() =>
        Assert.Equal(Granted(0), Ask(WritePwdLastSet, Ace.AllowObject(Account, AccessMask.WriteProperty, SchemaGuids.User)));

    [Fact]
    public void Adts_5_1_3_3_3_AnAceWithoutObjectType_GrantsEveryProperty()
    {
        Assert.Equal(Granted(0), Ask(WritePwdLastSet, Ace.Allow(Account, AccessMask.WriteProperty)));
        Assert.Equal(Granted(0), Ask(WritePwdLastSet, Ace.AllowObject(Account, AccessMask.WriteProperty, null)));
    }

    [Fact]
    public void Adts_5_1_3_3_3_AnotherPropertysAce_IsSkipped() =>
        Assert.Equal(
            NotGranted,
            Ask(
                WritePwdLastSet,
                Ace.AllowObject(Account, AccessMask.WriteProperty, AttributeGuids.LockoutTime),
                Ace.AllowObject(Account, AccessMask.WriteProperty, PropertySets.PublicInformation)));

    [Fact]
    public void Adts_5_1_3_3_3_AnAceForOneProperty_DoesNotGrantAll() =>
        Assert.Equal(NotGranted, Ask(new(AccessMask.WriteProperty), Ace.AllowObject(Account, AccessMask.WriteProperty, AttributeGuids.PwdLastSet)));

    [Fact]
    public void Adts_5_1_3_3_3_ReadingIsNotWriting() =>
        Assert.Equal(NotGranted, Ask(WritePwdLastSet, Ace.AllowObject(Account, AccessMask.ReadProperty, AttributeGuids.PwdLastSet)));

    [Fact]
    public void Adts_5_1_3_3_4_AnAceForTheExtendedRight_Grants() =>
        Assert.Equal(Granted(0), Ask(Reset, Ace.AllowObject(Account, AccessMask.ControlAccess, ExtendedRights.ResetPassword)));

    [Fact]
    public void Adts_5_1_3_3_4_AnAceWithoutObjectType_GrantsAllExtendedRights() =>
        Assert.Equal(Granted(0), Ask(Reset, Ace.Allow(Account, AccessMask.ControlAccess)));

    [Fact]
    public void Adts_5_1_3_3_4_AnotherExtendedRight_IsSkipped() =>
        Assert.Equal(NotGranted, Ask(Reset, Ace.AllowObject(Account, AccessMask.ControlAccess, ExtendedRights.ChangePassword)));

    [Fact]
    public void Adts_5_1_3_3_4_AllExtendedRightsDenied_DeniesThisOne() =>
        Assert.Equal(
            Denied(0),
            Ask(Reset, Ace.Deny(Account, AccessMask.ControlAccess), Ace.AllowObject(Account, AccessMask.ControlAccess, ExtendedRights.ResetPassword)));

    [Fact]
    public void Adts_5_1_3_3_4_TheRightsGuidWithAnotherMask_DoesNotGrant() =>
        Assert.Equal(NotGranted, Ask(Reset, Ace.AllowObject(Account, AccessMask.WriteProperty, ExtendedRights.ResetPassword)));

    [Fact]
    public void Adts_5_1_3_3_5_AValidatedWrite_IsGrantedByItsGuidOrByNone()
    {
        var join = RequestedRight.ValidatedWrite(ValidatedWrites.SelfMembership);

        Assert.True(Ask(join, Ace.AllowObject(Account, AccessMask.Self, ValidatedWrites.SelfMembership)).IsGranted);
        Assert.True(Ask(join, Ace.Allow(Account, AccessMask.Self)).IsGranted);
        Assert.False(Ask(join, Ace.AllowObject(Account, AccessMask.Self, ValidatedWrites.DnsHostName)).IsGranted);
    }

    [Theory]
    [InlineData(AccessMask.GenericAll, AccessMask.DirectoryAll, true)]
    [InlineData(AccessMask.GenericRead, AccessMask.ReadProperty | AccessMask.ListChildren | AccessMask.ListObject | AccessMask.ReadControl, true)]
    [InlineData(AccessMask.GenericWrite, AccessMask.WriteProperty | AccessMask.Self | AccessMask.ReadControl, true)]
    [InlineData(AccessMask.GenericExecute, AccessMask.ReadControl | AccessMask.ListChildren, true)]
    [InlineData(AccessMask.GenericWrite, AccessMask.WriteDacl, false)]
    [InlineData(AccessMask.GenericRead, AccessMask.ControlAccess, false)]
    [InlineData(AccessMask.GenericExecute, AccessMask.ReadProperty, false)]
    public void Adts_5_1_3_2_GenericRights_MeanDirectoryRights(AccessMask stored, AccessMask wanted, bool granted) =>
        Assert.Equal(granted, Ask(new(wanted), Ace.Allow(Account, stored)).IsGranted);

    [Fact]
    public void Dtyp_2_5_3_2_TheOwner_MayReadAndWriteTheDacl_EvenWhenDenied()
    {
        var owned = new SecurityDescriptor(
            DescriptorControl.None, Account, Account, new Acl([Ace.Deny(Account, AccessMask.ReadControl | AccessMask.WriteDacl)]));

        Assert.Equal(Granted(-1), Ask(new(AccessMask.ReadControl | AccessMask.WriteDacl), owned));
        Assert.Equal(NotGranted, Ask(new(AccessMask.WriteOwner), owned));
        Assert.Equal(NotGranted, Ask(Reset, owned));
    }

    [Fact]
    public void Dtyp_2_5_3_2_AnAceForOwnerRights_ReplacesTheOwnersOwn()
    {
        var owned = new SecurityDescriptor(
            DescriptorControl.None, Group, Group, new Acl([Ace.Allow(WellKnownSids.OwnerRights, AccessMask.ReadControl)]));

        Assert.Equal(Granted(0), Ask(new(AccessMask.ReadControl), owned));
        Assert.Equal(NotGranted, Ask(new(AccessMask.WriteDacl), owned));
    }

    [Fact]
    public void Dtyp_2_5_3_2_AnInheritOnlyAceForOwnerRights_ReplacesNothing()
    {
        var owned = new SecurityDescriptor(
            DescriptorControl.None, Account, Account,
            new Acl([Ace.Allow(WellKnownSids.OwnerRights, AccessMask.ReadControl, AceFlags.ContainerInherit | AceFlags.InheritOnly)]));

        Assert.Equal(Granted(-1), Ask(new(AccessMask.WriteDacl), owned));
    }

    [Fact]
    public void Dtyp_2_5_3_2_OwnerRights_AreNotForOthers() =>
        Assert.Equal(NotGranted, Ask(new(AccessMask.ReadControl), Ace.Allow(WellKnownSids.OwnerRights, AccessMask.ReadControl)));

    [Fact]
    public void Dtyp_2_5_3_1_1_Self_StandsForTheObjectsOwnSid()
    {
        var descriptor = new SecurityDescriptor(
            DescriptorControl.None, Stranger, Stranger,
            new Acl([Ace.AllowObject(WellKnownSids.Self, AccessMask.ControlAccess, ExtendedRights.ChangePassword)]));
        var change = RequestedRight.ExtendedRight(ExtendedRights.ChangePassword);

        Assert.Equal(Granted(0), Ask(change, descriptor, Account));
        Assert.Equal(Granted(0), Ask(change, descriptor, Group));
        Assert.Equal(NotGranted, Ask(change, descriptor, Stranger));
        Assert.Equal(NotGranted, Ask(change, descriptor));
    }

    [Theory]
    [InlineData(AceType.SystemMandatoryLabel)]
    [InlineData(AceType.SystemScopedPolicyId)]
    [InlineData(AceType.SystemResourceAttribute)]
    public void Dtyp_2_5_3_3_LabelsPoliciesAndClaims_DecideNothing_WhereverTheyStand(AceType type)
    {
        var ace = AceBuilder.Build(type, AceFlags.None, AccessMask.GenericAll, null, null, Account);
        var descriptor = new SecurityDescriptor(
            DescriptorControl.None, Stranger, Stranger, new Acl([ace, Ace.Allow(Account, AccessMask.ControlAccess)]), new Acl([ace]));

        Assert.Equal(Granted(1), Ask(Reset, descriptor));
    }

    [Fact]
    public void Dtyp_2_5_3_2_AuditAndUnknownAces_DecideNothing() =>
        Assert.Equal(
            Granted(2),
            Ask(
                Reset,
                AceBuilder.Build(AceType.SystemAudit, AceFlags.FailedAccess, AccessMask.GenericAll, null, null, Account),
                Ace.Parse([0x77, 0, 8, 0, 0xFF, 0xFF, 0xFF, 0xFF]),
                Ace.Allow(Account, AccessMask.ControlAccess)));

    [Fact]
    public void Dtyp_2_5_3_2_TheInheritedObjectType_OfAnAceThatApplies_PlaysNoPart() =>
        Assert.Equal(
            Granted(0),
            Ask(Reset, Ace.AllowObject(Account, AccessMask.ControlAccess, ExtendedRights.ResetPassword, SchemaGuids.Computer, AceFlags.ContainerInherit)));

    [Fact]
    public void Adts_5_1_3_3_4_AnAllZeroObjectType_IsNotTheAbsenceOfOne() =>
        Assert.Equal(NotGranted, Ask(Reset, Ace.AllowObject(Account, AccessMask.ControlAccess, Guid.Empty)));
}
