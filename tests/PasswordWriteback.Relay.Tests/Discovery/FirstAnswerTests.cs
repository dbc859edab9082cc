using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Tests.Replication;

namespace PasswordWriteback.Relay.Tests.Discovery;

public sealed class FirstAnswerTests
{
    private readonly ManualClock _clock = new();
    private readonly FakeForest _directory;

    public FirstAnswerTests()
    {
        _directory = new FakeForest { Time = _clock };
        _directory.Put("dc1", "");
        _directory.Put("dc2", "");
    }

    [Fact]
    public async Task TheFirstThatAnswers_IsPreferred()
    {
        await using var connection = await ConnectAsync("dc1", "dc2");

        Assert.Equal("dc1", connection?.Server);
    }

    [Fact]
    public async Task ASilentOne_IsOvertaken_AfterTwoSeconds_NotEarlier()
    {
        _directory.Hang("dc1");

        var answer = ConnectAsync("dc1", "dc2");
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(["dc1"], _directory.Asked);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await using var connection = await answer;

        Assert.Equal("dc2", connection?.Server);
        Assert.Equal(0, _clock.Timers);
    }

    [Fact]
    public async Task OneThatWasSilentAMomentAgo_IsAskedLast()
    {
        _directory.Hang("dc1");
        _directory.Silent.Add("dc1");

        await using var connection = await ConnectAsync("dc1", "dc2");

        Assert.Equal("dc2", connection?.Server);
        Assert.Equal(["dc2"], _directory.Asked);
    }

    [Fact]
    public async Task WhenAllFail_TheFirstFaultIsTold()
    {
        _directory.Fail("dc1", DirectoryFault.Certificate);
        _directory.Fail("dc2", DirectoryFault.Unreachable);

        var fault = await Assert.ThrowsAsync<DirectoryException>(() => ConnectAsync("dc1", "dc2"));

        Assert.Equal(("dc1", DirectoryFault.Certificate), (fault.Server, fault.Fault));
    }

    [Fact]
    public async Task RefusedCredentials_AreNotTriedElsewhere_ForThatLocksTheAccount()
    {
        _directory.Fail("dc1", DirectoryFault.Credentials);

        var fault = await Assert.ThrowsAsync<DirectoryException>(() => ConnectAsync("dc1", "dc2"));

        Assert.Equal(DirectoryFault.Credentials, fault.Fault);
        Assert.Equal(0, _directory.ConnectionsOpen);
    }

    [Fact]
    public async Task NobodyToAsk_IsNoConnection() => Assert.Null(await ConnectAsync());

    private Task<IDirectoryConnection?> ConnectAsync(params string[] hosts) =>
        FirstAnswer.ConnectAsync(_directory, hosts, [], TestContext.Current.CancellationToken);
}
