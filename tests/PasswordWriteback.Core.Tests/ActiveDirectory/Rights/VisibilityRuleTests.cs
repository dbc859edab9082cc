using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using static PasswordWriteback.Core.Tests.ActiveDirectory.Rights.Asked;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Rights;

/// <summary>MS-ADTS 5.1.3.3.6, as far as the product relies on it: who may list a container sees every child. docs/rights.md says why no further.</summary>
public sealed class VisibilityRuleTests
{
    [Fact]
    public void Adts_5_1_3_3_6_ListContentsOnTheContainer_ShowsItsChildren() =>
        Assert.Equal(Granted(0), Ask(RequestedRight.ListContents, Ace.Allow(Account, AccessMask.ListChildren)));

    [Fact]
    public void Adts_5_1_3_3_6_WithoutListContents_NothingIsKnownToBeShown_AlsoWhereListObjectIsGranted() =>
        Assert.Equal(NotGranted, Ask(RequestedRight.ListContents, Ace.Allow(Account, AccessMask.ListObject | AccessMask.ReadProperty)));

    [Fact]
    public void Adts_5_1_3_3_6_ListContentsDenied_HidesTheChildren() =>
        Assert.Equal(
            Denied(0), Ask(RequestedRight.ListContents, Ace.Deny(Group, AccessMask.ListChildren), Ace.Allow(Account, AccessMask.GenericRead)));

    [Fact]
    public void Adts_5_1_3_3_6_ListContentsForOneClass_IsNoListContents() =>
        Assert.Equal(NotGranted, Ask(RequestedRight.ListContents, Ace.AllowObject(Account, AccessMask.ListChildren, SchemaGuids.User)));

    [Theory]
    [InlineData(AccessMask.GenericRead)]
    [InlineData(AccessMask.GenericExecute)]
    [InlineData(AccessMask.GenericAll)]
    public void Adts_5_1_3_3_6_GenericRights_HoldListContents(AccessMask generic) =>
        Assert.Equal(Granted(0), Ask(RequestedRight.ListContents, Ace.Allow(Account, generic)));
}
