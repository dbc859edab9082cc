using System.Text.Json.Nodes;
using static PasswordWriteback.Relay.Tests.Recordings.RecordingCheck;

namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>Negotiate with signing and sealing binds, also where the domain controller asks for signing; the relay's own check went through.</summary>
internal static class NegotiateCheck
{
    private const int SigningRequired = 2;

    public static IEnumerable<string> Differences(JsonObject data)
    {
        var binds = Objects(data["binds"]);
        if (!binds.Any(bind => bind["port"]!.GetValue<int>() == 389 && Yes(bind["signing"]) && Yes(bind["sealing"]) && Yes(bind["bound"])))
        {
            yield return "Negotiate with signing and sealing on 389 did not bind";
        }

        var required = data["policy"]?["ldapServerIntegrity"]?.GetValue<int>() == SigningRequired;
        if (required && binds.Any(bind => bind["port"]!.GetValue<int>() == 389 && !Yes(bind["signing"]) && Yes(bind["bound"])))
        {
            yield return "the domain controller asks for signing, and a bind without it went through: the witness proves nothing";
        }

        if (data["check"] is JsonObject check && (check["exitCode"]?.GetValue<int>() is null or 1 or 2 || !Yes(check["isJson"])))
        {
            yield return $"relay check ended with {check["exitCode"]?.ToString() ?? "its deadline"}: {check["error"]}";
        }
    }
}
