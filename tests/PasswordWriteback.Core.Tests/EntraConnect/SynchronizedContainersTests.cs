using PasswordWriteback.Core.EntraConnect;

namespace PasswordWriteback.Core.Tests.EntraConnect;

public sealed class SynchronizedContainersTests
{
    private const string Forest = "contoso.com";
    private const string Head = "DC=contoso,DC=com";

    private static ConnectReading Connect(params DirectoryConnector[] connectors) => new(
        "SYNC1", "2.5.3.0", "2.5.3.0", Staging: false, WritebackEnabled: true, TenantId: null, connectors, new Dictionary<string, string>(StringComparer.Ordinal));

    private static DirectoryConnector Connector(string forest, IReadOnlyList<string> containers, IReadOnlyList<string>? excluded) =>
        new(forest, @"CONTOSO\MSOL_1", containers, [], LastUsedController: null) { ExcludedContainers = excluded };

    [Theory]
    [InlineData("CN=Anna,OU=Staff," + Head, true)]
    [InlineData("cn=anna,ou=STAFF," + Head, true)]
    [InlineData("CN=Anna,OU=Leavers,OU=Staff," + Head, false)]
    [InlineData("CN=Anna,OU=Kept,OU=Leavers,OU=Staff," + Head, true)]
    [InlineData("CN=Anna,OU=Old Staff," + Head, false)]
    [InlineData("CN=Anna," + Head, false)]
    public void TheNearestEntry_Decides_TakenOrLeftOut(string dn, bool expected) => Assert.Equal(
        expected,
        new SynchronizedContainers(
            ["OU=Staff," + Head, "OU=Kept,OU=Leavers,OU=Staff," + Head],
            [Head, "OU=Leavers,OU=Staff," + Head]).Holds(dn));

    [Fact]
    public void TheConnectorOfTheForest_IsTheOneThatCounts()
    {
        var read = SynchronizedContainers.Of(Connect(Connector("fabrikam.com", ["DC=fabrikam,DC=com"], []), Connector("CONTOSO.com", ["OU=Staff," + Head], [])), Forest);

        Assert.Equal(["OU=Staff," + Head], read.Value!.Included);
    }

    [Fact]
    public void WhatEntraConnectDidNotSay_IsUnknown_NeverNothing()
    {
        Assert.Contains("was not read here", SynchronizedContainers.Of(connect: null, Forest).UnknownReason, StringComparison.Ordinal);
        Assert.Contains("no connector for contoso.com", SynchronizedContainers.Of(Connect(), Forest).UnknownReason, StringComparison.Ordinal);
        Assert.Contains("did not say", SynchronizedContainers.Of(Connect(Connector(Forest, [], [])), Forest).UnknownReason, StringComparison.Ordinal);
        Assert.Contains("did not say", SynchronizedContainers.Of(Connect(Connector(Forest, [Head], excluded: null)), Forest).UnknownReason, StringComparison.Ordinal);
    }
}
