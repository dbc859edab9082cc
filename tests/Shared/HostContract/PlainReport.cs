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
        text = Cost().Replace(text, "COST");
        return Ages().Replace(text, "AGE").Replace($"{caller} cancelled", "PORTAL cancelled", StringComparison.Ordinal).Replace($"by {caller}:", "by PORTAL:", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(\.\d+)?(Z|([+-]|\\u002B)\d{2}:\d{2})?)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Times();

    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ids();

    // What was asked of Graph depends on how often something was looked for before it was there.
    [GeneratedRegex("\"[a-z]*Cost\": \\{[^}]*\\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Cost();

    [GeneratedRegex("\"ageMinutes\": [0-9]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ages();

    [GeneratedRegex("[0-9a-f]{64}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hashes();
}
