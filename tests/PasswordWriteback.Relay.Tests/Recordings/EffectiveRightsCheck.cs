using System.Text.Json.Nodes;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using static PasswordWriteback.Relay.Tests.Recordings.RecordingCheck;

namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>The product's evaluator decides each right on each user as Windows did (AuthzAccessCheck), with the groups that Windows counted.</summary>
internal static class EffectiveRightsCheck
{
    private static readonly Dictionary<string, RequestedRight> Rights = new(StringComparer.Ordinal)
    {
        ["ResetPassword"] = OnUsers(WritebackRight.ResetPassword),
        ["ChangePassword"] = OnUsers(WritebackRight.ChangePassword),
        ["WriteLockoutTime"] = OnUsers(WritebackRight.WriteLockoutTime),
        ["WritePwdLastSet"] = OnUsers(WritebackRight.WritePwdLastSet),
        ["WriteDacl"] = new(AccessMask.WriteDacl),
    };

    public static IEnumerable<string> Differences(JsonObject data)
    {
        var account = Sid.Parse(data["accountSid"]!.ToString());
        var token = new AccessToken(account, Texts(data["groups"]).Select(Sid.Parse));
        var uncovered = data["uncovered"] is { } list
            ? Objects(list).Select(user => user["dn"]!.ToString()).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : null;
        var compared = 0;
        foreach (var entry in Objects(data["entries"]))
        {
            var descriptor = Descriptor(entry, "descriptorBase64");
            var own = Sid.Parse(entry["objectSid"]!.ToString());
            foreach (var (name, right) in Rights)
            {
                compared++;
                var ours = AccessEvaluator.Evaluate(descriptor, token, right, own).IsGranted;
                if (ours != Yes(entry["granted"]?[name]))
                {
                    yield return $"{name} on {entry["dn"]}: we say {ours}, Windows says {!ours}";
                }
            }

            // Whoever Windows refuses a reset must not be among the covered. The reverse is no error: coverage asks for more than the reset.
            if (uncovered is not null && Yes(entry["enabled"]) && !Yes(entry["granted"]?["ResetPassword"]) && !uncovered.Contains(entry["dn"]!.ToString()))
            {
                yield return $"relay coverage counts {entry["dn"]} as covered, and Windows refuses the reset";
            }
        }

        if (compared == 0)
        {
            yield return "no user was recorded";
        }
    }

    private static RequestedRight OnUsers(WritebackRight right) => RightForms.ToRequest(new ProfileRight(right, WritebackClasses.User));
}
