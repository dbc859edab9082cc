using PasswordWriteback.Core.ActiveDirectory.Permissions;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Permissions;

public sealed class ScopeOverlapTests
{
    private const string Sales = "OU=Sales,OU=West,OU=Staff,DC=contoso,DC=com";
    private static readonly string[] Scopes = ["OU=staff,DC=contoso,DC=com", Sales];

    private static string? Covering(string dn, params string[] protectedDacls) =>
        ScopeOverlap.CoveringScope(dn, Scopes, protectedDacls.ToHashSet(StringComparer.OrdinalIgnoreCase));

    [Fact]
    public void AScopeBelowAScope_IsCovered() => Assert.Equal("OU=staff,DC=contoso,DC=com", Covering(Sales));

    [Fact]
    public void TheOuterScope_IsNotCovered() => Assert.Null(Covering("OU=Staff,DC=contoso,DC=com"));

    [Fact]
    public void ABlockInBetween_EndsTheCover() => Assert.Null(Covering(Sales, "ou=west,ou=staff,dc=contoso,dc=com"));

    [Fact]
    public void ABlockAtTheScopeItself_EndsTheCover() => Assert.Null(Covering(Sales, Sales));

    [Fact]
    public void ABlockAtTheOuterScope_DoesNotMatter_BecauseTheGrantStandsThere() =>
        Assert.Equal("OU=staff,DC=contoso,DC=com", Covering(Sales, "OU=Staff,DC=contoso,DC=com"));
}
