using System.Text.Json.Nodes;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using static PasswordWriteback.Relay.Tests.Recordings.RecordingCheck;

namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>The service came and went by its own verbs, its key does not leave the provider, and its folder is closed to ordinary users.</summary>
internal static class ServiceCheck
{
    private static readonly string[] Verbs = ["install", "start", "status", "stop", "uninstall"];

    // Everyone, Authenticated Users, Users, Guests: nobody of them has to do with the state folder.
    private static readonly string[] Outsiders = ["S-1-1-0", "S-1-5-11", "S-1-5-32-545", "S-1-5-32-546"];

    public static IEnumerable<string> Differences(JsonObject data)
    {
        var steps = Objects(data["steps"]).ToDictionary(step => step["name"]!.ToString(), StringComparer.Ordinal);
        foreach (var verb in Verbs)
        {
            var code = steps.TryGetValue(verb, out var step) ? step["exitCode"]?.ToString() : "no step";

            // A service that reaches no cloud is not connected: status says so with 4.
            if (code != "0" && !(verb == "status" && code == "4"))
            {
                yield return $"relay {verb} ended with {code ?? "its deadline"}: {step?["error"]}";
            }
        }

        if (!Yes(data["gone"]))
        {
            yield return "the service is still there after uninstall";
        }

        if (!Yes(data["eventSource"]))
        {
            yield return "the event source was not registered";
        }

        var exports = Objects(data["key"]?["exports"]);
        if (exports.Count == 0 || exports.Any(export => !Yes(export["refused"])) || data["key"]!["exportPolicy"]?.GetValue<int>() != 0)
        {
            yield return "a key like the relay's can be exported";
        }

        if (data["folderBase64"] is null)
        {
            yield return "there was no state folder";
            yield break;
        }

        var folder = Descriptor(data, "folderBase64");
        if (!folder.IsDaclProtected)
        {
            yield return "the state folder inherits from %ProgramData%";
        }

        foreach (var ace in folder.Dacl?.Aces.Where(ace => ace.Type.IsAllow() && Outsiders.Contains(ace.Sid?.ToString())) ?? [])
        {
            yield return $"{ace.Sid} may enter the state folder";
        }
    }
}
