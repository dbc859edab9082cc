using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Permissions;

public sealed class PermissionProfileTests
{
    private static IEnumerable<string> Aces(PermissionProfile profile) =>
        profile.Rights.Select(right => SddlFormatter.Format(RightForms.ToAce(right, Sid.Parse("S-1-5-21-1-2-3-4"))));

    [Fact]
    public void Guides2018_IsTheFourAces_OnDescendantUsers() => Assert.Equal(
        [
            $"(OA;CIIO;CR;{Sample.Reset};{Sample.User};S-1-5-21-1-2-3-4)",
            $"(OA;CIIO;CR;{Sample.Change};{Sample.User};S-1-5-21-1-2-3-4)",
            $"(OA;CIIO;WP;{Sample.LockoutTime};{Sample.User};S-1-5-21-1-2-3-4)",
            $"(OA;CIIO;WP;{Sample.PwdLastSet};{Sample.User};S-1-5-21-1-2-3-4)",
        ],
        Aces(PermissionProfile.Guides2018));

    [Fact]
    public void AdSyncConfig2019_IsThoseOfTheModule_WithoutChangePassword() => Assert.Equal(
        [
            $"(OA;CIIO;CR;{Sample.Reset};{Sample.User};S-1-5-21-1-2-3-4)",
            $"(OA;CIIO;WP;{Sample.LockoutTime};{Sample.User};S-1-5-21-1-2-3-4)",
            $"(OA;CIIO;WP;{Sample.PwdLastSet};{Sample.User};S-1-5-21-1-2-3-4)",
        ],
        Aces(PermissionProfile.AdSyncConfig2019));

    [Fact]
    public void Entra2025_AddsUnexpirePassword_OnTheHeadItself() => Assert.Equal(
        [.. Aces(PermissionProfile.Guides2018), $"(OA;;CR;{Sample.Unexpire};;S-1-5-21-1-2-3-4)"],
        Aces(PermissionProfile.Entra2025));

    [Fact]
    public void WithInetOrgPerson_RepeatsInheritedRightsOnly_ForThatClass()
    {
        var profile = PermissionProfile.Entra2025.WithInetOrgPerson();

        Assert.Equal("entra-2025+inetOrgPerson", profile.Name);
        Assert.Equal(4, profile.Rights.Count(right => right.ObjectClass == WritebackClasses.InetOrgPerson));
        Assert.Equal(1, profile.Rights.Count(right => right.OnDomainHead));
        Assert.Equal(profile, profile.WithInetOrgPerson());
        Assert.Contains($"(OA;CIIO;CR;{Sample.Reset};{Sample.InetOrgPerson};S-1-5-21-1-2-3-4)", Aces(profile));
    }

    [Theory]
    [InlineData("guides-2018", 4)]
    [InlineData("ADSYNCCONFIG-2019", 3)]
    [InlineData("entra-2025", 5)]
    [InlineData("guides-2018+inetOrgPerson", 8)]
    public void Find_KnowsEveryProfile_InAnyCase(string name, int rights) =>
        Assert.Equal(rights, PermissionProfile.Find(name)!.Rights.Count);

    [Theory]
    [InlineData("")]
    [InlineData("guides")]
    [InlineData("+inetOrgPerson")]
    public void Find_UnknownName_IsNull(string name) => Assert.Null(PermissionProfile.Find(name));

    [Fact]
    public void EveryProfile_NamesItsSources() => Assert.All(PermissionProfile.All, profile => Assert.NotEmpty(profile.Sources));
}
