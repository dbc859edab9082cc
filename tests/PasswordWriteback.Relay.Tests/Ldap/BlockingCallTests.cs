using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Tests.Ldap;

public sealed class BlockingCallTests
{
    [Fact]
    public async Task ACallThatReturns_GivesItsValue() => Assert.Equal(
        7, await BlockingCall.RunAsync(() => 7, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));

    [Fact]
    public async Task ACallThatThrows_GivesItsException() => await Assert.ThrowsAsync<FormatException>(
        () => BlockingCall.RunAsync<int>(() => throw new FormatException("no"), TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));

    [Fact]
    public async Task ACallThatNeverReturns_IsLeftBehindAtTheDeadline()
    {
        using var never = new ManualResetEventSlim();
        await Assert.ThrowsAsync<TimeoutException>(() => BlockingCall.RunAsync(
            () =>
            {
                never.Wait();
                return 0;
            },
            TimeSpan.FromMilliseconds(50),
            TestContext.Current.CancellationToken));
        never.Set();
    }
}
