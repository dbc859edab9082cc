using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using static PasswordWriteback.Core.Tests.ActiveDirectory.Rights.Asked;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Rights;

/// <summary>What an ACE's object type means for children, standard rights and conditions: MS-ADTS 5.1.3.3.2 to 5.1.3.3.5, MS-DTYP 2.4.4.17 and 2.5.3.2.</summary>
public sealed class ObjectTypeRulesTests
{
    private static readonly RequestedRight CreateUser = new(AccessMask.CreateChild, SchemaGuids.User);
    private static readonly RequestedRight DeleteUser = new(AccessMask.DeleteChild, SchemaGuids.User);
    private static readonly RequestedRight Join = RequestedRight.ValidatedWrite(ValidatedWrites.SelfMembership);

    [Fact]
    public void Adts_5_1_3_3_3_AnAceForTheChildsClass_GrantsItsCreation_AndNoOtherClasss()
    {
        var ace = Ace.AllowObject(Account, AccessMask.CreateChild, SchemaGuids.User);

        Assert.Equal(Granted(0), Ask(CreateUser, ace));
        Assert.Equal(NotGranted, Ask(new(AccessMask.CreateChild, SchemaGuids.Computer), ace));
        Assert.Equal(NotGranted, Ask(new(AccessMask.CreateChild), ace));
        Assert.Equal(NotGranted, Ask(DeleteUser, ace));
    }

    [Fact]
    public void Adts_5_1_3_3_3_AnAceWithoutObjectType_GrantsAndDeniesChildrenOfEveryClass()
    {
        Assert.Equal(Granted(0), Ask(DeleteUser, Ace.Allow(Account, AccessMask.DeleteChild)));
        Assert.Equal(Denied(0), Ask(DeleteUser, Ace.Deny(Account, AccessMask.DeleteChild), Ace.AllowObject(Account, AccessMask.DeleteChild, SchemaGuids.User)));
        Assert.Equal(
            Granted(0), Ask(DeleteUser, Ace.AllowObject(Account, AccessMask.DeleteChild, SchemaGuids.User), Ace.Deny(Account, AccessMask.DeleteChild)));
    }

    [Fact]
    public void Adts_5_1_3_3_3_ControlAccessInTheMask_GivesNoOtherRight() =>
        Assert.Equal(
            NotGranted,
            Ask(
                RequestedRight.Write(AttributeGuids.PwdLastSet, PropertySets.UserAccountRestrictions, SchemaGuids.User),
                Ace.AllowObject(Account, AccessMask.ControlAccess | AccessMask.ReadProperty, PropertySets.UserAccountRestrictions)));

    [Fact]
    public void Adts_5_1_3_3_2_AnObjectAceForTheClass_DecidesNoStandardRight() =>
        Assert.Equal(
            Granted(2),
            Ask(
                new(AccessMask.WriteDacl),
                Ace.DenyObject(Account, AccessMask.WriteDacl, SchemaGuids.User),
                Ace.AllowObject(Account, AccessMask.WriteDacl, SchemaGuids.User),
                Ace.AllowObject(Account, AccessMask.WriteDacl, null)));

    [Fact]
    public void Adts_5_1_3_3_5_AValidatedWrite_IsDeniedByItsGuidOrByNone()
    {
        Assert.Equal(Denied(0), Ask(Join, Ace.DenyObject(Account, AccessMask.Self, ValidatedWrites.SelfMembership), Ace.Allow(Account, AccessMask.Self)));
        Assert.Equal(Denied(0), Ask(Join, Ace.Deny(Account, AccessMask.Self), Ace.AllowObject(Account, AccessMask.Self, ValidatedWrites.SelfMembership)));
        Assert.Equal(Granted(1), Ask(Join, Ace.DenyObject(Account, AccessMask.Self, ValidatedWrites.DnsHostName), Ace.Allow(Account, AccessMask.Self)));
    }

    [Fact]
    public void Dtyp_2_5_3_2_ADenyingAceForOwnerRights_TakesTheOwnersOwn()
    {
        var owned = new SecurityDescriptor(
            DescriptorControl.None, Account, Account,
            new Acl([Ace.Deny(WellKnownSids.OwnerRights, AccessMask.WriteDacl), Ace.Allow(Group, AccessMask.GenericAll)]));

        Assert.Equal(Denied(0), Ask(new(AccessMask.WriteDacl), owned));
        Assert.Equal(Granted(1), Ask(new(AccessMask.ReadControl), owned));
    }

    [Theory]
    [InlineData(AceType.AccessAllowedCallback, AceType.AccessDeniedCallback)]
    [InlineData(AceType.AccessAllowedCallbackObject, AceType.AccessDeniedCallbackObject)]
    public void Dtyp_2_4_4_17_3_AConditionWhoseResultIsUnknown_NeverGrants_ButDenies(AceType allowing, AceType denying)
    {
        var reset = RequestedRight.ExtendedRight(ExtendedRights.ResetPassword);
        var allow = AceBuilder.Build(allowing, AceFlags.None, AccessMask.ControlAccess, null, null, Account, "artx"u8);
        var deny = AceBuilder.Build(denying, AceFlags.None, AccessMask.ControlAccess, null, null, Account, "artx"u8);

        Assert.Equal(NotGranted, Ask(reset, allow));
        Assert.Equal(Denied(0), Ask(reset, deny, Ace.Allow(Account, AccessMask.GenericAll)));
    }
}
