using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;

namespace PasswordWriteback.Relay.Tests.Discovery;

public sealed class ConnectorChoiceTests
{
    private const string Description = "Account created by Microsoft Entra Connect with installation identifier a1b2c3d4e5f64789a0b1c2d3e4f50617 running on computer E1 configured to synchronize to tenant contoso.com.";
    private static readonly DirectoryDomain Domain = new("DC=corp,DC=example", "corp.example", "CORP", "S-1-5-21-1-2-3", []);

    [Fact]
    public void OneAccountWithNameAndRights_IsIt() => Assert.Equal("MSOL_1", Choose((Account("MSOL_1"), true), (Account("backup"), true)).Value?.SamAccountName);

    [Fact]
    public void OneAccountWithDescriptionAndRights_IsIt_WhateverItsName() =>
        Assert.Equal("svc-sync", Choose((Account("svc-sync", Description), true)).Value?.SamAccountName);

    [Fact]
    public void WithoutRights_TheDescriptionIsEnough() => Assert.Equal("MSOL_1", Choose((Account("MSOL_1", Description), false)).Value?.SamAccountName);

    [Fact]
    public void WithoutRightsOrDescription_ANameIsNotEnough() => Assert.False(Choose((Account("MSOL_1"), false)).IsKnown);

    [Fact]
    public void TwoAccountsWithRights_AreNeverGuessedBetween()
    {
        var reading = Choose((Account("MSOL_1"), true), (Account("MSOL_2", Description), true));

        Assert.False(reading.IsKnown);
        Assert.Contains("CORP\\MSOL_1, CORP\\MSOL_2", reading.UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOldAccountWithoutRights_DoesNotDisturb() =>
        Assert.Equal("MSOL_2", Choose((Account("MSOL_1", Description), false), (Account("MSOL_2", Description), true)).Value?.SamAccountName);

    [Fact]
    public void RightsAlone_AreNamed_ButNotTaken()
    {
        var reading = Choose((Account("backup"), true));

        Assert.False(reading.IsKnown);
        Assert.Contains("CORP\\backup", reading.UnknownReason, StringComparison.Ordinal);
    }

    private static Core.Reading<FoundAccount> Choose(params (FoundAccount, bool)[] candidates) => ConnectorChoice.Choose(candidates);

    private static FoundAccount Account(string name, string? description = null) =>
        new($"CN={name},CN=Users,DC=corp,DC=example", name, Sid.Parse("S-1-5-21-1-2-3-1105"), Domain, description, Enabled: true);
}
