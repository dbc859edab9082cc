using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PasswordWriteback.Tests.HostContract;

/// <summary>Reports of the same run on two hosts: equal but for times, ids, what is derived from them, and the name of the portal.</summary>
internal static partial class PlainReport
{
    public static string Of(JsonNode report, string caller)
    {
        var text = report.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true });
        text = Hashes().Replace(Ids().Replace(Times().Replace(text, "T"), "ID"), "HASH");
        text = PassedOn().Replace(Cost().Replace(text, Unthrottled), string.Empty);
        return Ages().Replace(text, "AGE").Replace($"{caller} cancelled", "PORTAL cancelled", StringComparison.Ordinal).Replace($"by {caller}:", "by PORTAL:", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(\.\d+)?(Z|([+-]|\\u002B)\d{2}:\d{2})?)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Times();

    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ids();

    // App and tenant both count five reports in ten seconds, each by its own arrivals: an answer 429 more or less is the machine's speed.
    // What was refused was asked once more; all else has to cost the same.
    private static string Unthrottled(Match cost)
    {
        var (requests, calls, throttled) = (Number(cost, "requests"), Number(cost, "calls"), Number(cost, "throttled"));
        return $"\"requests\": {requests - throttled}, \"calls\": {calls - throttled}, \"resourceUnits\": {Number(cost, "units")}";
    }

    private static int Number(Match cost, string name) => int.Parse(cost.Groups[name].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("\"requests\": (?<requests>[0-9]+),\\s*\"calls\": (?<calls>[0-9]+),\\s*\"resourceUnits\": (?<units>[0-9]+),\\s*\"throttled\": (?<throttled>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Cost();

    // The relay follows pendingPropagations only where some were pending when it had written, which is the machine's speed, too.
    [GeneratedRegex(@"[a-z0-9.-]+ has passed it on to everything below \(pendingPropagations\)\. ?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PassedOn();

    [GeneratedRegex("\"ageMinutes\": [0-9]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ages();

    [GeneratedRegex("[0-9a-f]{64}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hashes();
}
