using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Policy;

/// <summary>What an account that may only read measures of its own rights, and what it says where it cannot.</summary>
public sealed class OwnRightsTests : IDisposable
{
    private const string Unit = DemoForest.RootScope;
    private const string Policies = "CN=Policies,CN=System," + DemoForest.RootDn;

    private readonly DemoRelay _relay = new();
    private readonly WatchedConnector _reader;

    public OwnRightsTests() => _reader = new WatchedConnector(_relay.Forest.ConnectorFor(DemoForest.ReaderAccount));

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task AReader_HoldsNothing_AndSeesThat()
    {
        var (rights, unread) = await MeasureAsync();

        Assert.Empty(rights);
        Assert.Empty(unread);
    }

    [Theory]
    [InlineData("(A;;WD;;;{0})", "change permissions")]
    [InlineData("(A;CI;WD;;;{0})", "change permissions")]
    [InlineData("(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;{0})", "Reset Password")]
    [InlineData("(A;;CC;;;AU)", "create objects")]
    public async Task ARightOnAUnit_IsMeasured_WhereItStands(string ace, string words)
    {
        await _relay.ForeignAddAsync(Unit, ace.Replace("{0}", await SidAsync(), StringComparison.Ordinal));

        var (rights, unread) = await MeasureAsync();

        var right = Assert.Single(rights);
        Assert.Equal(Unit, right.Dn);
        Assert.Contains(words, right.Words, StringComparison.Ordinal);
        Assert.Empty(unread);
    }

    [Fact]
    public async Task ManyUnits_AreNamedInPart_AndCounted()
    {
        _relay.Forest.Extend(Unit, units =>
        {
            for (var i = 0; i < 23; i++)
            {
                units.OrganizationalUnit($"Team {i}");
            }
        });
        for (var i = 0; i < 23; i++)
        {
            await _relay.ForeignAddAsync($"OU=Team {i},{Unit}", $"(A;;WD;;;{await SidAsync()})");
        }

        var (rights, _) = await MeasureAsync();

        Assert.Equal(21, rights.Count);
        Assert.Equal($"3 more units of {DemoForest.RootDomain}", rights[^1].Dn);
    }

    [Fact]
    public async Task AUnitThatHidesItsPermissions_OrItsContents_LeavesTheRightsUnknown()
    {
        _reader.Closed.Add(DemoForest.BlockedUnit);
        Assert.Contains($"first {DemoForest.BlockedUnit}", Assert.Single((await MeasureAsync()).Unread), StringComparison.Ordinal);

        _reader.Closed.Clear();
        await _relay.ForeignAddAsync(Unit, "(D;;LC;;;AU)");
        Assert.Contains($"first {Unit}", Assert.Single((await MeasureAsync()).Unread), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AUnitThatHidesEvenItsClass_IsMeasured_OrLeavesTheRightsUnknown()
    {
        var reader = await SidAsync();
        await _relay.ForeignAddAsync(Unit, $"(D;;RP;;;{reader})");
        await _relay.ForeignAddAsync(Unit, $"(A;;WD;;;{reader})");
        Assert.Equal(Unit, Assert.Single((await MeasureAsync()).Rights).Dn);

        await _relay.ForeignAddAsync(Unit, $"(D;;RC;;;{reader})");
        var (rights, unread) = await MeasureAsync();
        Assert.Empty(rights);
        Assert.Contains($"first {Unit}", Assert.Single(unread), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALinkToAPolicyThatDoesNotExist_IsNoGap_UnlessItMayBeHidden()
    {
        const string gone = "CN={00000000-0000-0000-0000-000000000001}," + Policies;
        _relay.Forest.Modify(DemoForest.RootPdc, DemoForest.RootDn, "gPLink", [$"[LDAP://{gone};0]"]);
        Assert.Empty((await MeasureAsync()).Unread);

        _reader.Closed.Add(Policies);
        Assert.Contains(gone, Assert.Single((await MeasureAsync()).Unread), StringComparison.Ordinal);
    }

    private async Task<(IReadOnlyList<OwnRight> Rights, IReadOnlyList<string> Unread)> MeasureAsync() =>
        await new OwnRightsReader(_reader).ReadAsync(await _relay.DiscoverAsync(), TestContext.Current.CancellationToken);

    private async Task<string> SidAsync()
    {
        await using var connection = await _reader.ConnectAsync(DemoForest.RootPdc, TestContext.Current.CancellationToken);
        return (await OwnIdentity.ReadTokenAsync(connection, TestContext.Current.CancellationToken))!.Account.ToString();
    }
}
