using System.Text.Json.Nodes;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using static PasswordWriteback.Relay.Tests.Recordings.RecordingCheck;

namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>
/// What a domain controller made of a DACL: our reading of the bytes is that of Windows' SDDL, the product's proof of a write holds
/// whatever the order, and what was canonical before it was written is canonical afterwards.
/// </summary>
internal static class AceOrderCheck
{
    public static IEnumerable<string> Differences(JsonObject data)
    {
        var domain = SddlDomain.Root(Sid.Parse(data["domainSid"]!.ToString()));
        var cases = Objects(data["cases"]);
        if (cases.Count == 0)
        {
            yield return "no write was recorded";
        }

        foreach (var one in cases)
        {
            var name = one["name"]!.ToString();
            foreach (var part in (string[])["before", "wanted", "after"])
            {
                if (!SddlParser.Parse(one[$"{part}Sddl"]!.ToString(), domain).ExplicitAces.SequenceEqual(Descriptor(one, $"{part}Base64").ExplicitAces))
                {
                    yield return $"{name}: our entries of '{part}' are not those of Windows' SDDL";
                }
            }

            if (one["result"]?.ToString() != "Success")
            {
                yield return $"{name}: the domain controller answered {one["result"]}";
                continue;
            }

            var (before, wanted, after) = (Descriptor(one, "beforeBase64"), Descriptor(one, "wantedBase64"), Descriptor(one, "afterBase64"));
            var change = new DaclChange(
                ExplicitAces.Without(wanted.ExplicitAces, before.ExplicitAces), ExplicitAces.Without(before.ExplicitAces, wanted.ExplicitAces));
            foreach (var difference in change.Differences(before, after))
            {
                yield return $"{name}: the product's proof of the write finds {difference}";
            }

            if (wanted.IsCanonical(out _) && !after.IsCanonical(out var reason))
            {
                yield return $"{name}: canonical when written, not when read back: {reason}";
            }
        }
    }
}
