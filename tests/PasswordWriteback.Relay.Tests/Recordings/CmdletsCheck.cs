using System.Text.Json.Nodes;
using PasswordWriteback.Relay.EntraConnect;
using static PasswordWriteback.Relay.Tests.Recordings.RecordingCheck;

namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>The cmdlets are there, the product's own script has read the server, and its answer is understood.</summary>
internal static class CmdletsCheck
{
    private const string Setter = "Set-ADSyncAADPasswordResetConfiguration";

    public static IEnumerable<string> Differences(JsonObject data)
    {
        var commands = Objects(data["commands"]).ToDictionary(command => command["name"]!.ToString(), StringComparer.OrdinalIgnoreCase);
        foreach (var missing in commands.Where(command => !Yes(command.Value["found"])))
        {
            yield return $"the cmdlet {missing.Key} is not there";
        }

        if (!Yes(data["read"]?["ok"]))
        {
            yield return $"the reading script failed: {data["read"]?["error"]?["message"]}";
            yield break;
        }

        var reading = ConnectFacts.Read(
            data["read"]!["value"]!,
            new ConnectExport(new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<Guid, (IReadOnlyList<string>, string?)>(), Gap: null));
        if (!reading.IsKnown)
        {
            yield return $"the answer of the reading script is not understood: {reading.UnknownReason}";
            yield break;
        }

        foreach (var gap in reading.Value.Gaps ?? [])
        {
            yield return gap;
        }

        var windows = commands.TryGetValue(Setter, out var setter) ? Objects(setter["parameterSets"]).Select(set => Line(Texts(set["parameters"]), Texts(set["mandatory"]))) : [];
        var ours = (reading.Value.SwitchCmdlet ?? []).Select(set => Line(set.Parameters, set.Mandatory));
        if (!windows.Order(StringComparer.Ordinal).SequenceEqual(ours.Order(StringComparer.Ordinal)))
        {
            yield return $"the parameter sets of {Setter} are {string.Join("; ", windows)}; we read {string.Join("; ", ours)}";
        }
    }

    private static string Line(IReadOnlyList<string> parameters, IReadOnlyList<string> mandatory) =>
        string.Join(' ', parameters.Order(StringComparer.Ordinal).Select(name => mandatory.Contains(name, StringComparer.Ordinal) ? $"-{name}" : $"[-{name}]"));
}
