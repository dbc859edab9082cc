using System.Text.Json.Nodes;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using static PasswordWriteback.Relay.Tests.Recordings.RecordingCheck;

namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>Each dsacls line of docs/least-rights.md writes the entry that the page says, and /R takes it away and nothing else.</summary>
internal static class DsaclsCheck
{
    /// <summary>The lines of the page by name, and the entry that each has to write.</summary>
    public static IReadOnlyDictionary<string, Func<Sid, Ace>> Lines { get; } = new Dictionary<string, Func<Sid, Ace>>(StringComparer.Ordinal)
    {
        ["read-domain"] = sid => Ace.Allow(
            sid, AccessMask.ListChildren | AccessMask.ReadProperty | AccessMask.ListObject | AccessMask.ReadControl, AceFlags.ContainerInherit),
        ["password-settings"] = sid => Ace.Allow(
            sid, AccessMask.ListChildren | AccessMask.ReadProperty | AccessMask.ReadControl, AceFlags.ContainerInherit),
        ["write-dacl"] = sid => Ace.Allow(sid, AccessMask.WriteDacl),
        ["reset-password"] = sid => Profile(WritebackRight.ResetPassword, sid),
        ["change-password"] = sid => Profile(WritebackRight.ChangePassword, sid),
        ["lockout-time"] = sid => Profile(WritebackRight.WriteLockoutTime, sid),
        ["pwd-last-set"] = sid => Profile(WritebackRight.WritePwdLastSet, sid),
        ["unexpire-password"] = sid => RightForms.ToAce(new ProfileRight(WritebackRight.UnexpirePassword, WritebackClasses.DomainDns), sid),
    };

    public static IEnumerable<string> Differences(JsonObject data)
    {
        var account = Sid.Parse(data["accountSid"]!.ToString());
        var cases = Objects(data["cases"]);
        foreach (var missing in Lines.Keys.Except(cases.Select(one => one["name"]!.ToString()), StringComparer.Ordinal))
        {
            yield return $"{missing} was not recorded";
        }

        foreach (var one in cases)
        {
            var name = one["name"]!.ToString();
            if (!Lines.TryGetValue(name, out var expected))
            {
                yield return $"{name} is no line of the page";
                continue;
            }

            var (before, after, left) = (Descriptor(one, "beforeBase64"), Descriptor(one, "afterBase64"), Descriptor(one, "leftBase64"));
            var wanted = expected(account);
            var added = ExplicitAces.Without(after.ExplicitAces, before.ExplicitAces);
            if (one["exitCode"]?.GetValue<int>() != 0 || added is not [var ace] || !ace.Equals(wanted))
            {
                yield return $"{name}: dsacls wrote {(added.Count == 0 ? "nothing" : string.Concat(added.Select(found => SddlFormatter.Format(found))))}, the page says {SddlFormatter.Format(wanted)}";
            }

            foreach (var difference in new DaclChange([], []).Differences(before, left))
            {
                yield return $"{name}: after /R there is a difference: {difference}";
            }
        }
    }

    private static Ace Profile(WritebackRight right, Sid sid) => RightForms.ToAce(new ProfileRight(right, WritebackClasses.User), sid);
}
