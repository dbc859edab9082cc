using PasswordWriteback.Core.ActiveDirectory.Replication;

namespace PasswordWriteback.Relay.Replication;

/// <summary>How one domain controller shows one write.</summary>
/// <param name="Write">The write.</param>
/// <param name="Stamp">Metadata of nTSecurityDescriptor there; null when it is not shown.</param>
/// <param name="IsOn">Whether every added ACE is there, and no removed one.</param>
/// <param name="Reason">One sentence.</param>
internal sealed record ShownWrite(DirectoryWrite Write, AttributeStamp? Stamp, bool IsOn, string Reason);

/// <summary>
/// Finds a write that is gone for good. Only the domain controller that was written to can tell: another one that lacks the write may
/// merely be behind, by a change that came before ours or by one that has been made good since. And only as long as nobody shows a
/// still later change that keeps the write: that one is on its way here.
/// </summary>
internal static class SupersededWrite
{
    /// <summary>One sentence about the first write that is gone for good; null when none is.</summary>
    /// <param name="shown">What the domain controllers of one domain show, by host name.</param>
    public static string? Find(IReadOnlyCollection<(string Host, ShownWrite Shown)> shown)
    {
        foreach (var (host, here) in shown.Where(item => item.Host.Equals(item.Shown.Write.Server, StringComparison.OrdinalIgnoreCase)))
        {
            if (here is { IsOn: false, Stamp: { } stamp } && !IsOf(here.Write, stamp) && stamp.Replaces(here.Write.Stamp)
                && !shown.Any(other => ReferenceEquals(other.Shown.Write, here.Write) && other.Shown.IsOn && other.Shown.Stamp?.Replaces(stamp) != false))
            {
                return $"{here.Reason} Seen on {host} itself, which was written to.";
            }
        }

        return null;
    }

    private static bool IsOf(DirectoryWrite write, AttributeStamp stamp) => stamp.InvocationId == write.InvocationId && stamp.OriginatingUsn == write.Usn;
}
