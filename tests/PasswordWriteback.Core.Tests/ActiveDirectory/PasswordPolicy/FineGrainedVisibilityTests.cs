using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.Tests.ActiveDirectory.Permissions;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.PasswordPolicy;

public sealed class FineGrainedVisibilityTests
{
    private static readonly Sid Domain = Sid.Parse("S-1-5-21-1-2-3");

    private static bool IsGiven(string dacl, params string[] groups) =>
        FineGrainedVisibility.IsGiven(Sample.Descriptor("D:" + dacl), Sample.Token(groups), Domain);

    [Fact]
    public void ByDefault_OnlyAdministratorsSeeThem()
    {
        const string Default = "(A;;GA;;;S-1-5-21-1-2-3-512)(A;;GA;;;SY)";

        Assert.True(IsGiven(Default, "S-1-5-21-1-2-3-512"));
        Assert.False(IsGiven(Default));
    }

    [Fact]
    public void AContainerWhoseDaclIsFull_IsStillAnswered() =>
        Assert.False(IsGiven(string.Concat(Enumerable.Repeat("(A;CI;GR;;;S-1-5-21-1-2-3-1999)", 1800))));

    [Fact]
    public void ListingTheContainer_IsNotEnough_WithoutReadingTheObjects() => Assert.False(IsGiven($"(A;;LCRPRC;;;{Sample.AccountSid})"));

    [Fact]
    public void ReadingTheObjects_IsNotEnough_WithoutListingTheContainer() => Assert.False(IsGiven($"(A;CIIO;RP;;;{Sample.AccountSid})"));

    [Fact]
    public void AnInheritableGrant_ShowsThem() => Assert.True(IsGiven($"(A;CI;LCRPRC;;;{Sample.AccountSid})"));
}
