using System.Text.Json.Nodes;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using static PasswordWriteback.Relay.Tests.Recordings.RecordingCheck;

namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>
/// rootDSE pendingPropagations behaves as the simulated forest has it (MS-ADTS 3.1.1.3.2.15): distinguished names, of changes of
/// this very connection only, until the change has spread.
/// </summary>
internal static class PendingPropagationsCheck
{
    public static IEnumerable<string> Differences(JsonObject data)
    {
        var written = data["written"]!.ToString();
        var samples = Objects(data["samples"]);
        var pending = samples.SelectMany(sample => Texts(sample["values"])).ToList();
        if (!samples.Any(sample => Yes(sample["served"])))
        {
            yield return "pendingPropagations is not served";
        }

        if (!pending.Any(dn => DistinguishedName.Same(dn, written)))
        {
            yield return $"{written} was never pending: too few users, or the values are no distinguished names";
        }

        if (pending.Find(dn => !DistinguishedName.IsAtOrBelow(dn, written)) is { } foreign)
        {
            yield return $"{foreign} was pending, which this connection did not write";
        }

        if (samples.Any(sample => Texts(sample["otherConnection"]).Count > 0))
        {
            yield return "another connection was shown the change, too";
        }

        if (!Yes(data["drained"]))
        {
            yield return "the change did not leave the list";
        }
    }
}
