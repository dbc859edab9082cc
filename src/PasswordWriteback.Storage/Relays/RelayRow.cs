using System.Text.Json;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;

namespace PasswordWriteback.Storage.Relays;

/// <summary>A relay as its row holds it.</summary>
internal sealed class RelayRow
{
    public string RelayId { get; set; } = "";

    public string TenantId { get; set; } = "";

    public string Owner { get; set; } = "";

    public string Forest { get; set; } = "";

    public string State { get; set; } = "";

    public string PublicKey { get; set; } = "";

    public string HostName { get; set; } = "";

    public string Version { get; set; } = "";

    public long EnrolledAt { get; set; }

    public string EnrolledBy { get; set; } = "";

    public long? RevokedAt { get; set; }

    public long? HeartbeatAt { get; set; }

    public string? Heartbeat { get; set; }

    public long? DuplicateSeenAt { get; set; }

    public string? ServiceBus { get; set; }

    public static string Write(PublicJwk key) => JsonSerializer.Serialize(key, RelayJson.Wire.PublicJwk);

    public static string Write(RelayHeartbeat heartbeat) => JsonSerializer.Serialize(heartbeat, RelayJson.Wire.RelayAnswer);

    public static RelayHeartbeat ReadHeartbeat(string heartbeat) => (RelayHeartbeat)JsonSerializer.Deserialize(heartbeat, RelayJson.Wire.RelayAnswer)!;

    public RelayRecord ToRecord() => new()
    {
        RelayId = Guid.Parse(RelayId),
        TenantId = Guid.Parse(TenantId),
        Owner = Owner,
        Forest = Forest,
        State = Enum.Parse<RelayState>(State),
        Key = JsonSerializer.Deserialize(PublicKey, RelayJson.Wire.PublicJwk)!,
        HostName = HostName,
        Version = Version,
        EnrolledAt = StoredTime.Read(EnrolledAt),
        EnrolledBy = EnrolledBy,
        RevokedAt = StoredTime.Read(RevokedAt),
        HeartbeatAt = StoredTime.Read(HeartbeatAt),
        Heartbeat = Heartbeat is null ? null : ReadHeartbeat(Heartbeat),
        DuplicateSeenAt = StoredTime.Read(DuplicateSeenAt),
        ServiceBus = ServiceBus is null ? null : new Uri(ServiceBus),
    };
}
