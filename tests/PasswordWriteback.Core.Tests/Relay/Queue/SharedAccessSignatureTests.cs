using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Core.Tests.Relay.Queue;

public sealed class SharedAccessSignatureTests
{
    private const string Key = "dGVzdC1rZXktbm90LXVzZWQtYW55d2hlcmUtZWxzZQ==";
    private static readonly Uri Queue = new("https://contoso.servicebus.windows.net/relay-1");
    private static readonly DateTimeOffset End = new(2026, 11, 22, 9, 0, 0, 500, TimeSpan.Zero);

    /// <summary>Computed with Python's hmac and urllib.</summary>
    private const string Known =
        "SharedAccessSignature sr=https%3A%2F%2Fcontoso.servicebus.windows.net%2Frelay-1&sig=pMuENpc1YoW6JfOxEYeS7jxx6tT0%2FCBdL55Wgo3UpRY%3D&se=1795338000&skn=listen";

    [Fact]
    public void AToken_IsTheOneThatAnotherImplementationMakes()
    {
        var token = SharedAccessSignature.Create(Queue, new SharedAccessRule("listen", Key, QueueRights.Listen), End);
        Assert.Equal(Known, token.Value);
        Assert.Equal(End.AddMilliseconds(-500), token.ExpiresAt);
    }

    [Fact]
    public void AToken_IsRead_AndItsFieldsMayStandInAnyOrder()
    {
        var fields = Known["SharedAccessSignature ".Length..].Split('&');
        var token = SharedAccessSignature.Parse($"sharedaccesssignature {string.Join('&', fields.Reverse())}")!;
        Assert.True(token.IsSignedWith(Key));
        Assert.False(token.IsSignedWith(Key + "="));
        Assert.Equal(("listen", Queue.AbsoluteUri), (token.KeyName, token.Resource));
    }

    [Theory]
    [InlineData("https://contoso.servicebus.windows.net/relay-1", true)]
    [InlineData("https://CONTOSO.servicebus.windows.net/Relay-1/$deadletterqueue", true)]
    [InlineData("https://contoso.servicebus.windows.net/relay-10", false)]
    [InlineData("https://contoso.servicebus.windows.net/relay-1/../relay-2", false)]
    [InlineData("https://contoso.servicebus.windows.net/", false)]
    [InlineData("https://fabrikam.servicebus.windows.net/relay-1", false)]
    public void AToken_CoversItsQueueAndWhatIsBelow(string address, bool covered) =>
        Assert.Equal(covered, SharedAccessSignature.Parse(Known)!.Covers(new Uri(address)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer x")]
    [InlineData("SharedAccessSignature ")]
    [InlineData("SharedAccessSignature sr=a&sig=AA%3D%3D&se=1&skn=n")]
    [InlineData("SharedAccessSignature sr=a&sig=pMuENpc1YoW6JfOxEYeS7jxx6tT0%2FCBdL55Wgo3UpRY%3D&se=-1&skn=n")]
    [InlineData("SharedAccessSignature sr=a&sig=pMuENpc1YoW6JfOxEYeS7jxx6tT0%2FCBdL55Wgo3UpRY%3D&se=99999999999&skn=n&se=1")]
    [InlineData("SharedAccessSignature sr=&sig=pMuENpc1YoW6JfOxEYeS7jxx6tT0%2FCBdL55Wgo3UpRY%3D&se=1&skn=n")]
    public void WhatIsNoToken_IsNotReadAsOne(string? text) => Assert.Null(SharedAccessSignature.Parse(text));
}
