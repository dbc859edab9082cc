using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.EntraConnect;

/// <summary>Judges what turning the switch did: whether it stands, and whether anything else changed.</summary>
public static class SwitchFindings
{
    /// <summary>Finding CON004, and CON003 anew where the switch could not be turned.</summary>
    /// <param name="forest">The forest that the relay serves.</param>
    /// <param name="result">What came back.</param>
    public static IReadOnlyList<Finding> Judge(string forest, Reading<ConnectSwitchResult> result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!result.IsKnown)
        {
            return [new Finding(FindingCodes.OnlySwitchChanged, FindingStatus.Unknown, forest, new Evidence(result.UnknownReason))];
        }

        var only = OnlySwitchChanged(forest, result.Value);
        return result.Value.NotTurned is { } refusal ? [only, NotTurned(forest, refusal)] : [only];
    }

    /// <summary>What the last page of the wizard would list, line by line, for the same change; empty when nothing was turned.</summary>
    public static IReadOnlyList<string> WizardSummary(ConnectSwitchResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Before.WritebackEnabled == result.After.WritebackEnabled
            ? []
            :
            [
                $"{(result.After.WritebackEnabled ? "Enable" : "Disable")} password writeback.",
                $"Configure the synchronization service on {result.After.ServerName}.",
            ];
    }

    private static Finding OnlySwitchChanged(string forest, ConnectSwitchResult result)
    {
        var others = result.OtherDifferences;
        var facts = new JsonObject
        {
            ["compared"] = result.Before.Settings.Count + 1,
            ["summary"] = new JsonArray([.. WizardSummary(result).Select(line => (JsonNode)line)]),
        };
        if (others.Count > 0)
        {
            facts["differences"] = new JsonArray([.. others.Select(line => (JsonNode)line)]);
            return new Finding(
                FindingCodes.OnlySwitchChanged,
                FindingStatus.NotMet,
                forest,
                new Evidence($"{others.Count} other settings changed at the same time: {string.Join("; ", others.Take(5))}", facts),
                "Find out who changed Entra Connect at that time, and put the settings right in its wizard.");
        }

        if ((result.Before.Gaps ?? []).Concat(result.After.Gaps ?? []).Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } gaps)
        {
            return new Finding(FindingCodes.OnlySwitchChanged, FindingStatus.Unknown, forest, new Evidence(
                $"{result.Before.Settings.Count + 1} settings were compared, but not all could be read: {string.Join(' ', gaps)}", facts));
        }

        return new Finding(FindingCodes.OnlySwitchChanged, FindingStatus.Met, forest, new Evidence(
            result.NotTurned is null
                ? $"Of {result.Before.Settings.Count + 1} settings compared before and after, only the switch differs."
                : $"Of {result.Before.Settings.Count + 1} settings compared before and after, none differs.",
            facts));
    }

    private static Finding NotTurned(string forest, SwitchRefusal refusal) => new(
        FindingCodes.ConnectSwitch,
        refusal.NeedsPerson ? FindingStatus.ActionRequired : FindingStatus.NotMet,
        forest,
        new Evidence(
            refusal.Detail,
            new JsonObject { ["problem"] = refusal.Problem.ToString(), ["command"] = refusal.Command }),
        refusal.Remedy);
}
