using System.Text.Json.Serialization;

namespace PasswordWriteback.Simulation.Forest.State;

/// <summary>A domain of the forest.</summary>
public sealed class DomainState
{
    /// <summary>DNS name.</summary>
    public required string DnsName { get; init; }

    /// <summary>NetBIOS name.</summary>
    public required string NetBiosName { get; init; }

    /// <summary>Distinguished name of its head.</summary>
    public required string Dn { get; init; }

    /// <summary>What stands behind the @ in user principal names of new users.</summary>
    public required string UserPrincipalNameSuffix { get; init; }

    /// <summary>SID in string form.</summary>
    public required string Sid { get; init; }

    /// <summary>Host name of the domain controller with the PDC emulator role.</summary>
    public required string PdcEmulator { get; set; }

    /// <summary>The relative identifier that the next account gets.</summary>
    public uint NextRid { get; set; } = 1103;

    /// <summary>When the AdminSDHolder task runs next.</summary>
    public DateTimeOffset NextProtectionRun { get; set; }
}

/// <summary>A replication connection: <see cref="To"/> pulls changes from <see cref="From"/>.</summary>
public sealed class ReplicationLink
{
    /// <summary>Host name of the source.</summary>
    public required string From { get; init; }

    /// <summary>Host name of the destination.</summary>
    public required string To { get; init; }

    /// <summary>Within a site: how long after a change the source notifies. Between sites: the interval of the schedule.</summary>
    public required TimeSpan Delay { get; set; }

    /// <summary>Between sites: pulls at whole multiples of <see cref="Delay"/> since the forest began.</summary>
    public required bool Scheduled { get; init; }

    /// <summary>Between sites: the hours of a day (UTC) in which the link is open, one bit each; 0 when it always is.</summary>
    public int OpenHours { get; init; }

    /// <summary>The source's update sequence number up to which the destination has read.</summary>
    public long HighWatermark { get; set; }

    /// <summary>When the next pull is due; null when there is nothing to pull or a side does not take part.</summary>
    public DateTimeOffset? DueAt { get; set; }
}

/// <summary>A whole forest. Plain data: it can be written to a file and read back.</summary>
public sealed class ForestState
{
    /// <summary>When the forest began.</summary>
    public required DateTimeOffset Began { get; init; }

    /// <summary>Up to when everything that was due has happened.</summary>
    public required DateTimeOffset Now { get; set; }

    /// <summary>DNS name of the root domain.</summary>
    public required string RootDnsName { get; init; }

    /// <summary>How often the AdminSDHolder task runs (60 minutes by default, as in Windows).</summary>
    public TimeSpan ProtectionInterval { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>Whether domain controllers sort canonical DACLs on write, as Windows does (MS-ADTS 6.1.3).</summary>
    public bool SortsDacls { get; set; } = true;

    /// <summary>Whether domain controllers serve <c>pendingPropagations</c>, as Windows does and Samba does not.</summary>
    public bool ServesPendingPropagations { get; set; } = true;

    /// <summary>State of the generator of object GUIDs.</summary>
    public ulong Seed { get; set; }

    /// <summary>Its domains, the root first.</summary>
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public List<DomainState> Domains { get; } = [];

    /// <summary>Its domain controllers.</summary>
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public List<ControllerState> Controllers { get; } = [];

    /// <summary>Its replication connections.</summary>
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public List<ReplicationLink> Links { get; } = [];
}
