using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;
using static PasswordWriteback.Relay.Tests.Permissions.UnitsForest;

namespace PasswordWriteback.Relay.Tests.Permissions;

/// <summary>Which of Entra Connect's containers are the default scope.</summary>
public sealed class ScopeSelectionTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Staff", false)]
    [InlineData("Leavers", false)] // disabled accounts are synchronized
    [InlineData("Partners", false)]
    [InlineData("Deep", false)]
    [InlineData("Users", true)] // Administrator, Guest, krbtgt, MSOL_…, AAD_…
    [InlineData("Groups", true)]
    [InlineData("Empty", true)]
    [InlineData("Domain Controllers", true)] // computers only
    public async Task AContainer_IsLeftOut_OnlyWhereNoUserWouldBeSynchronized(string unit, bool leftOut) =>
        Assert.Equal(leftOut, await new UnitsForest().IsLeftOutAsync(unit));

    [Theory]
    [InlineData("Closed", "its contents may not be listed")]
    [InlineData("Nested", "those of a unit in it may not be listed")]
    [InlineData("Curtain", "those of a unit in it may not be listed, and nobody knows that it is empty")]
    [InlineData("Undescribed", "a unit in it does not show who may list it")]
    [InlineData("Veiled", "a user in it shows nothing")]
    [InlineData("Typeless", "a user in it does not show that it is an account")]
    public async Task AContainerThatMayHideUsersFromTheReader_Stays(string unit, string because) =>
        Assert.False(await new UnitsForest(Reader).IsLeftOutAsync(unit), because);

    [Theory]
    [InlineData("Empty")]
    [InlineData("Groups")]
    [InlineData("Users")]
    public async Task AReaderWhoSeesEverythingThere_LeavesOutWhatIsEmpty(string unit) => Assert.True(await new UnitsForest(Reader).IsLeftOutAsync(unit));

    [Fact]
    public async Task WhoSeesBehindTheCurtain_LeavesItOut() => Assert.True(await new UnitsForest().IsLeftOutAsync("Curtain"));

    [Theory]
    [InlineData("Kept", "Old,Kept", false)]
    [InlineData("Left", "Old,Left", true)]
    [InlineData("Left", "Old,Kept", false)]
    [InlineData("Left", "Left", false)] // as contradictory as it is, it stays
    public async Task WhatEntraConnectExcludesBelow_DoesNotCount(string unit, string excluded, bool leftOut) =>
        Assert.Equal(leftOut, await new UnitsForest().IsLeftOutAsync(unit, excluded));

    [Theory]
    [InlineData("Gone", true)]
    [InlineData("Deeper,Gone", true)]
    [InlineData("Gone,Empty", true)]
    [InlineData("Gone,Closed", false)] // the reader may not list what is in Closed
    [InlineData("Deeper,Gone,Closed", false)]
    public async Task AContainerThatIsNotFound_IsLeftOut_UnlessItMayBeHidden(string unit, bool leftOut)
    {
        var selected = await new UnitsForest(Reader).SelectAsync([Unit(unit), Unit("Staff")]);

        Assert.Equal(leftOut ? [Unit("Staff")] : [Unit(unit), Unit("Staff")], selected.Names);
        Assert.All(selected.LeftOut, container => Assert.StartsWith("It does not exist any more, says dc1.corp.example", container.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AContainerOfADomainThatIsNotKnown_Stays_ForItLiesElsewhere()
    {
        var unit = $"OU=Staff,DC=hidden,{Head}";

        Assert.Equal([unit], (await new UnitsForest().SelectAsync([unit])).Names);
    }

    [Fact]
    public async Task WhereTheServerDoesNotSayWhoAsks_NothingIsLeftOut()
    {
        var forest = new UnitsForest();
        var request = await forest.RequestAsync([]);
        await using var connection = await forest.Connector.ConnectAsync("dc1.corp.example", Now);

        Assert.Null(await new ContainerContents(connection, request.Forest.Domains[0], token: null, []).WhyNobodyAsync(Unit("Empty"), Now));
    }

    [Theory]
    [InlineData(DirectoryFault.AccessDenied, 2, "Empty")]
    [InlineData(DirectoryFault.Refused, 2, "Empty")]
    [InlineData(DirectoryFault.Timeout, 1, null)]
    [InlineData(DirectoryFault.Unreachable, 1, null)]
    public async Task AContainerThatCannotBeRead_Stays_AndASilentServerIsNotAskedForTheNext(DirectoryFault fault, int asked, string? leftOut)
    {
        var forest = new UnitsForest();
        var searches = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        forest.Connector.BeforeSearch = search =>
        {
            if (search.Filter.Contains("isCriticalSystemObject", StringComparison.Ordinal))
            {
                searches.Add(search.BaseDn);
                if (search.BaseDn == Unit("Groups"))
                {
                    throw new DirectoryException(fault, "dc1.corp.example", "dc1.corp.example failed.", "Mend it.");
                }
            }
        };

        var selected = await forest.SelectAsync([Unit("Groups"), Unit("Empty")]);

        Assert.Equal(asked, searches.Count);
        Assert.Equal(leftOut is null ? [] : [Unit(leftOut)], selected.LeftOut.Select(container => container.Dn));
        Assert.Equal(2, selected.Names.Count + selected.LeftOut.Count);
    }

    [Theory]
    [InlineData("Staff", 1)]
    [InlineData("Empty", 2)]
    [InlineData("Closed", 2)]
    public async Task AContainer_CostsTwoSearchesAtMost_OfOnePageEach(string unit, int expected)
    {
        var forest = new UnitsForest(Reader);
        var request = await forest.RequestAsync([Unit(unit)]);
        var searches = new List<DirectorySearch>();
        forest.Connector.BeforeSearch = search => searches.Add(search);

        await ScopeSelection.SelectAsync(request, forest.Connector, Now);

        var inside = searches.Where(search => search.BaseDn == Unit(unit)).ToList();
        Assert.Equal(expected, inside.Count);
        Assert.Equal(1, inside[0].PageSize);
        Assert.Equal("tokenGroups", Assert.Single(Assert.Single(searches.Except(inside)).Attributes));
    }

    [Fact]
    public async Task TheFilterOnTheServer_FindsWhomTheScanWouldCallSynchronizable()
    {
        var forest = new UnitsForest();
        await using var connection = await forest.Connector.ConnectAsync("dc1.corp.example", Now);
        var scanned = (await connection.ReadAllAsync(ScannedUser.Search(Head), Now)).Select(ScannedUser.From).ToList();

        var found = await connection.ReadAllAsync(ScannedUser.SearchSynchronizable(Head), Now);

        Assert.Equal(
            scanned.Where(user => user.IsSynchronizable).Select(user => user.Dn).Order(StringComparer.Ordinal),
            found.Select(entry => entry.Dn).Order(StringComparer.Ordinal));
        Assert.InRange(found.Count, 10, scanned.Count - 7);
    }

    [Fact]
    public async Task WhatIsNamed_IsNeverLeftOut_AndNobodyIsAsked()
    {
        var forest = new UnitsForest();
        var request = await forest.RequestAsync([Unit("Staff")]);
        forest.Connector.BeforeSearch = search => Assert.Fail($"{search.BaseDn} was asked.");

        var selected = await ScopeSelection.SelectAsync(
            request with { Settings = new PermissionSettings { Scopes = [Unit("Empty"), $" {Unit("Empty")} "] } }, forest.Connector, Now);

        Assert.Equal([Unit("Empty")], selected.Names);
        Assert.Empty(selected.LeftOut);
    }

    [Fact]
    public async Task WhereEntraConnectIsNotKnown_TheHeadsAreAssessed()
    {
        var forest = new UnitsForest();
        var request = await forest.RequestAsync([]);

        Assert.Equal([Head, EmptyDomain], (await ScopeSelection.SelectAsync(request with { Connect = null }, forest.Connector, Now)).Names);
    }

    [Theory]
    [InlineData(Administrator)]
    [InlineData(Reader)]
    public async Task TheHeadOfADomain_IsLeftOut_WhereOnlySystemAccountsAreInIt(string account)
    {
        var selected = await new UnitsForest(account).SelectAsync([Head, EmptyDomain]);

        Assert.Equal([Head], selected.Names);
        Assert.Equal(("corp.example", "void.corp.example"), (Assert.Single(selected.Domains).Domain.DnsName, Assert.Single(selected.LeftOut).Domain));
    }
}
