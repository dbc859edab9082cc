using System.Globalization;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using static PasswordWriteback.Relay.Tests.Recordings.RecordingCheck;

namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>The raw blobs read by the product give what Windows' XML says, stamp by stamp and cursor by cursor.</summary>
internal static class ReplicationMetadataCheck
{
    private static readonly Dictionary<string, uint> Attributes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["nTSecurityDescriptor"] = PropertyMetadata.NtSecurityDescriptor,
        ["pwdLastSet"] = PropertyMetadata.PwdLastSet,
        ["unicodePwd"] = PropertyMetadata.UnicodePwd,
        ["minPwdAge"] = PropertyMetadata.MinPwdAge,
    };

    public static IEnumerable<string> Differences(JsonObject data)
    {
        var compared = 0;
        foreach (var entry in Objects(data["objects"]))
        {
            var blob = Bytes(entry, "replPropertyMetaDataBase64");
            foreach (var stamp in Objects(entry["stamps"]).Where(stamp => Attributes.ContainsKey(stamp["attribute"]!.ToString())))
            {
                compared++;
                var name = stamp["attribute"]!.ToString();
                var windows = new AttributeStamp(
                    stamp["version"]!.GetValue<uint>(), Time(stamp["at"]), Guid.Parse(stamp["invocationId"]!.ToString()),
                    stamp["originatingUsn"]!.GetValue<long>(), stamp["localUsn"]!.GetValue<long>());
                var ours = PropertyMetadata.Find(blob, Attributes[name]);
                if (ours != windows)
                {
                    yield return $"{name} of {entry["dn"]} on {entry["server"]}: we read {ours}, Windows says {windows}";
                }
            }
        }

        if (compared == 0)
        {
            yield return "no stamp was recorded beside a blob";
        }

        foreach (var head in Objects(data["heads"]))
        {
            var windows = Objects(head["cursors"]).ToDictionary(cursor => Guid.Parse(cursor["invocationId"]!.ToString()), cursor => cursor["usn"]!.GetValue<long>());
            var ours = head["replUpToDateVectorBase64"] is null ? [] : UpToDateVector.Parse(Bytes(head, "replUpToDateVectorBase64"));

            // The blob was read first: Windows may be further by then. Its list names the answering controller, too; the blob does not.
            foreach (var cursor in ours.Where(cursor => !windows.TryGetValue(cursor.InvocationId, out var usn) || usn < cursor.Usn))
            {
                yield return $"cursor {cursor.InvocationId} on {head["server"]}: we read {cursor.Usn}, Windows says {(windows.TryGetValue(cursor.InvocationId, out var usn) ? usn : "nothing")}";
            }

            foreach (var missing in windows.Keys.Except([.. ours.Select(cursor => cursor.InvocationId), Guid.Parse(head["invocationId"]!.ToString())]))
            {
                yield return $"cursor {missing} on {head["server"]} is not in the blob as we read it";
            }
        }
    }

    private static DateTimeOffset Time(JsonNode? node) =>
        DateTimeOffset.Parse(node!.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
