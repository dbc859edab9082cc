using System.Globalization;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Api.Relays;

/// <summary>What heartbeats say about a relay, or their absence, and whether its queue can be reached.</summary>
internal static class RelayTrouble
{
    /// <summary>Without a heartbeat for so long a relay is called silent. It sends one every hour; one may get lost.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(130);

    /// <summary>How long a second process with the same identity is shown after it was seen last.</summary>
    public static readonly TimeSpan DuplicateShown = TimeSpan.FromHours(24);

    /// <summary>One sentence, and what to do; null when nothing is wrong, or the relay was revoked.</summary>
    /// <param name="relay">The relay.</param>
    /// <param name="places">Where queues may be, as this host is configured.</param>
    /// <param name="now">As of when.</param>
    public static string? Of(RelayRecord relay, IReadOnlyList<Uri?> places, DateTimeOffset now)
    {
        var heard = relay.HeartbeatAt ?? relay.EnrolledAt;
        return relay switch
        {
            { State: RelayState.Revoked } => null,
            { DuplicateSeenAt: { } seen } when now - seen < DuplicateShown =>
                "Two processes speak with this relay's identity. If the second is not yours, its key was copied: revoke the relay.",
            _ when !places.Contains(relay.ServiceBus) =>
                $"Its queue is in the Service Bus namespace {relay.ServiceBus}, which is not configured any more: nothing reaches it. Configure the namespace again, or revoke this relay and enrol its server anew.",
            _ when now - heard <= Silence => null,
            { HeartbeatAt: null } => $"It has never been heard since it enrolled {Age(now - heard)} ago. Start its service: relay run.",
            _ => $"It was last heard {Age(now - heard)} ago. See on {relay.HostName} whether its service runs and reaches this address.",
        };
    }

    private static string Age(TimeSpan age) => age < TimeSpan.FromDays(2)
        ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} hours")
        : string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0} days");
}
