using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.LocalHost.Tests.Hosting;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.LocalHost.Tests.Relays;

/// <summary>
/// What a relay asks the cloud for over HTTP meets every kind of trouble on the line: each call ends by its deadline and not before,
/// says whose trouble it is, and can be repeated.
/// </summary>
public sealed class CloudFaultTests : IClassFixture<CloudHost>, IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly CloudHost _host;
    private readonly FaultyProxy _proxy;
    private readonly SocketsHttpHandler _transport = RelayHost.Transport(caFile: null);
    private readonly HttpClient _http;

    public CloudFaultTests(CloudHost host)
    {
        (_host, _proxy, _http) = (host, new FaultyProxy(host.Address.Port), RelayHost.Client(_transport));
    }

    public static TheoryData<int> Faults => [.. Enum.GetValues<Fault>().Select(fault => (int)fault)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _transport.Dispose();
        _proxy.Dispose();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task AToken_ComesWithTheNextRequest_AndTheKeysWithIt(int fault)
    {
        using var folder = new TestFolder();
        using var stranger = new SigningKey(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var keys = CloudKeyRing.Create(folder.Path, [.. _host.Relay.CloudKeys, stranger.Public], _host.Clock);
        using var access = new QueueAccess(Client(_host.Key, _host.Relay.RelayId), keys, _host.Clock, NullLogger.Instance);

        if (await MeetAsync<QueueException>((Fault)fault, RelayLimits.TokenRequest, () => access.ForQueueAsync(Token).AsTask()) is { } trouble)
        {
            Assert.Equal(QueueFailure.Unavailable, trouble.Failure);
            Assert.Contains($"127.0.0.1:{_proxy.Port}", trouble.Message, StringComparison.Ordinal);
            Assert.Contains(keys.Current.All, key => key.Kid == stranger.Public.Kid);
            await access.ForQueueAsync(Token);
        }

        Assert.Equal(_host.Relay.CloudKeys.Select(key => key.Kid), keys.Current.All.Select(key => key.Kid));
        Assert.Equal(keys.Current.All.Count, CloudKeyRing.Load(folder.Path, _host.Clock).Current.All.Count);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task AnUpload_IsThereAfterTheNextAttempt(int fault)
    {
        var reply = Encoding.UTF8.GetBytes(new string((char)('a' + fault), 200_000));
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(reply));
        var client = Client(_host.Key, _host.Relay.RelayId);

        if (await MeetAsync<CloudException>((Fault)fault, RelayLimits.CloudRequest, () => client.UploadAsync(sha256, reply, Token)) is { } trouble)
        {
            Assert.Equal(CloudFault.Unavailable, trouble.Fault);
            await client.UploadAsync(sha256, reply, Token);
        }

        var stored = await _host.Services.GetRequiredService<RelayTraffic>().FindUploadAsync(_host.Relay.RelayId, sha256, Token);
        Assert.Equal(reply.Length, stored?.Length);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task AnEnrolment_IsRepeatedWithItsCode_OrSaysThatTheCodeIsUsed(int fault)
    {
        using var key = new SigningKey(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var code = await _host.CodeAsync();
        var client = Client(key, Guid.Empty);

        var trouble = await MeetAsync<CloudException>((Fault)fault, RelayLimits.CloudRequest, () => client.EnrolAsync(code, "sync2", "1.0.0", Token));
        if (trouble is null)
        {
            return;
        }

        Assert.Equal(CloudFault.Unavailable, trouble.Fault);
        if ((Fault)fault is Fault.LoseRequest or Fault.SwallowRequest)
        {
            await client.EnrolAsync(code, "sync2", "1.0.0", Token);
        }
        else
        {
            var refusal = await Assert.ThrowsAsync<CloudException>(() => client.EnrolAsync(code, "sync2", "1.0.0", Token));
            Assert.Equal(CloudFault.Refused, refusal.Fault);
            Assert.Contains("used before", refusal.Message, StringComparison.Ordinal);
        }
    }

    private RelayCloudClient Client(SigningKey key, Guid relayId) => new(_http, new Uri($"http://127.0.0.1:{_proxy.Port}"), key, relayId, _host.Clock);

    /// <summary>The trouble that the fault made; null where it only cost time.</summary>
    private async Task<T?> MeetAsync<T>(Fault fault, TimeSpan limit, Func<Task> call)
        where T : Exception
    {
        var happened = _proxy.Next(fault);
        var calling = call();
        await happened;
        if (fault is Fault.SwallowRequest or Fault.SwallowResponse or Fault.HoldResponse)
        {
            _host.Clock.Advance(limit - Second);
            Assert.False(calling.IsCompleted);
        }

        if (fault == Fault.HoldResponse)
        {
            _proxy.Release();
            await calling;
            return null;
        }

        _host.Clock.Advance(Second);
        return await Assert.ThrowsAsync<T>(() => calling.WaitAsync(TimeSpan.FromSeconds(30), Token));
    }
}
