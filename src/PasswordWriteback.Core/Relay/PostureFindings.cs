using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Relay;

/// <summary>Judges how much power the relay has: findings SEC001, SEC002 and SEC003.</summary>
public static class PostureFindings
{
    /// <summary>Judges what a relay says of itself.</summary>
    public static IReadOnlyList<Finding> Judge(string forest, RelayPosture posture)
    {
        ArgumentNullException.ThrowIfNull(posture);
        return [Identity(forest, posture), Rights(forest, posture), Policy(forest, posture)];
    }

    private static Finding Identity(string forest, RelayPosture posture) => posture.WritingMode == WritingMode.Unattended
        ? new Finding(
            FindingCodes.RelayIdentity,
            FindingStatus.NotMet,
            forest,
            new Evidence("The relay's identity is tier 0: it writes permissions of the domain on a signed command (writing mode unattended).", Facts(posture)),
            "Guard the relay's server and its service account as a domain controller is guarded, or set writingMode to approved and take the rights away.")
        : new Finding(
            FindingCodes.RelayIdentity,
            FindingStatus.NotApplicable,
            forest,
            new Evidence($"The service writes nothing in Active Directory by itself (writing mode {Word(posture)}).", Facts(posture)));

    private static Finding Rights(string forest, RelayPosture posture)
    {
        if (posture.WritingMode == WritingMode.Unattended)
        {
            return new Finding(
                FindingCodes.RelayRights, FindingStatus.NotApplicable, forest, new Evidence("In writing mode unattended the relay needs rights to write.", Facts(posture)));
        }

        if (posture.OwnRights.Count > 0)
        {
            var rights = string.Join("; ", posture.OwnRights.Select(right => $"{right.Dn}: {right.Words}"));
            return new Finding(
                FindingCodes.RelayRights,
                FindingStatus.NotMet,
                forest,
                new Evidence($"The service's identity may write what governs the domain, and writing mode {Word(posture)} has no use for it: {rights}.", Facts(posture)),
                "Take these rights away from the account that the relay service runs under (and from its groups): it is tier 0 as long as it holds them.");
        }

        return posture.Unread.Count > 0
            ? new Finding(
                FindingCodes.RelayRights,
                FindingStatus.Unknown,
                forest,
                new Evidence(string.Join(' ', posture.Unread), Facts(posture)),
                "Let the relay's identity read permissions (READ_CONTROL) on the objects named.")
            : new Finding(
                FindingCodes.RelayRights,
                FindingStatus.Met,
                forest,
                new Evidence("The service's identity holds no right to write on domain heads, units, AdminSDHolder and the Group Policies linked at the heads.", Facts(posture)));
    }

    private static Finding Policy(string forest, RelayPosture posture) => posture.PolicyProblem is { } problem
        ? new Finding(
            FindingCodes.RelayPolicy,
            FindingStatus.NotMet,
            forest,
            new Evidence($"Nothing is written until the policy is right: {problem}", Facts(posture)),
            "Correct relay-policy.json on the server; 'relay policy check' says when it is right.")
        : new Finding(
            FindingCodes.RelayPolicy,
            FindingStatus.Met,
            forest,
            new Evidence($"The writing mode is {Word(posture)}.", Facts(posture)));

    private static string Word(RelayPosture posture) => posture.WritingMode.ToString().ToLowerInvariant();

    private static JsonObject Facts(RelayPosture posture) => new()
    {
        ["writingMode"] = posture.WritingMode.ToString(),
        ["policyHash"] = posture.PolicyHash,
        ["ownRights"] = new JsonArray([.. posture.OwnRights.Select(right => (JsonNode)right.Dn)]),
    };
}
