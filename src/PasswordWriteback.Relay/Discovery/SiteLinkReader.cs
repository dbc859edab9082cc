using System.Globalization;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>Reads the links between sites from CN=Inter-Site Transports (MS-ADTS 6.1.1.2.2.3).</summary>
internal static class SiteLinkReader
{
    // What the schema says of a link that names neither (MS-ADTS 6.1.1.2.2.3.3 and MS-ADA3: cost 100, replInterval 180).
    private const int UsualCost = 100;
    private const int UsualMinutes = 180;
    private const int ByNotification = 1;
    private static readonly TimeSpan NotificationDelay = TimeSpan.FromMinutes(1);

    public static async Task<IReadOnlyList<SiteLink>> ReadAsync(
        IDirectoryConnection connection, string configurationDn, List<string> gaps, CancellationToken cancellationToken)
    {
        var entries = await connection.ReadAllAsync(
            new DirectorySearch(
                $"CN=Inter-Site Transports,CN=Sites,{configurationDn}",
                SearchDepth.Subtree,
                "(objectClass=siteLink)",
                ["siteList", "cost", "replInterval", "schedule", "options"]),
            cancellationToken).ConfigureAwait(false);
        var links = new List<SiteLink>();
        foreach (var entry in entries)
        {
            var name = DistinguishedName.FirstValue(entry.Dn);
            try
            {
                var byNotification = (Number(entry, "options", 0) & ByNotification) != 0;
                links.Add(new SiteLink(
                    name,
                    [.. entry.GetStrings("siteList").Select(DistinguishedName.FirstValue)],
                    Number(entry, "cost", UsualCost),
                    byNotification ? NotificationDelay : TimeSpan.FromMinutes(Number(entry, "replInterval", UsualMinutes)),
                    ReplicationSchedule.LongestClosed(entry.GetBytes("schedule"))));
            }
            catch (FormatException exception)
            {
                gaps.Add($"The site link {name} cannot be understood: {exception.Message}");
            }
        }

        return links;
    }

    private static int Number(DirectoryEntry entry, string attribute, int usual) =>
        entry.GetString(attribute) is { } text ? int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture) : usual;
}
