using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Keys;
using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

/// <summary>A state folder as an enrolment leaves it, at a cloud where nobody listens.</summary>
internal sealed class EnrolledFolder : IDisposable
{
    public EnrolledFolder(DirectorySettings? directory = null)
    {
        using var key = new RelayKeyStore(RelayHost.KeyFolder(Path)).Create();
        using var cloudKey = new SigningKey(System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256));
        CloudKeyRing.Create(Path, [cloudKey.Public], TimeProvider.System);
        var nobody = new Uri($"http://127.0.0.1:{LoopbackServer.FreePort()}/");
        Enrolment = new Enrolment
        {
            Cloud = nobody,
            Issuer = "https://cloud.example",
            TenantId = Guid.NewGuid(),
            RelayId = Guid.NewGuid(),
            Forest = "contoso.example",
            ServiceBus = nobody,
            Queue = "relay-1",
            RepliesQueue = "replies",
            KeyId = key.Id,
            EnrolledAt = TimeProvider.System.GetUtcNow(),
            Directory = directory ?? new DirectorySettings { Servers = [$"localhost:{LoopbackServer.FreePort()}"] },
        };
        Enrolment.Save(Path);
    }

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"pwb-enrolled-{Guid.NewGuid():N}");

    public Enrolment Enrolment { get; }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
