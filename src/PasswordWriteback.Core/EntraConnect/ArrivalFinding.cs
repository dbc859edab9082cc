using System.Text.Json.Nodes;
using PasswordWriteback.Core.EntraConnect.Canary;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;

namespace PasswordWriteback.Core.EntraConnect;

/// <summary>EVD002: a real reset has arrived, by the canary or by two witnesses of any user's reset.</summary>
public static class ArrivalFinding
{
    internal const string Prove =
        "Let one synchronized, licensed, unprivileged user reset the password at https://aka.ms/sspr, then run a check.";

    /// <summary>Judges what the relay saw alone.</summary>
    public static Finding Judge(string forest, WritebackEvidence evidence, DateTimeOffset at) =>
        Judge(forest, evidence, at, witness: null);

    /// <summary>
    /// Judges what the relay saw together with the tenant's audit log. A success of any user proves writeback too, when Connect's
    /// events and the audit log both show it; only where the tenant has one forest, since neither says whose user it was.
    /// </summary>
    /// <param name="forest">The forest.</param>
    /// <param name="evidence">What its relay collected.</param>
    /// <param name="at">The time of judgement.</param>
    /// <param name="witness">The audit log; null when it was not read or the tenant has several forests.</param>
    public static Finding Judge(string forest, WritebackEvidence evidence, DateTimeOffset at, Reading<WritebackAudit>? witness)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (evidence.Proof is { } proof && at - proof.At <= EvidenceFindings.ProofLasts)
        {
            return Met(forest, $"{proof.Operation} of {proof.At:u} arrived on {proof.Controller}: pwdLastSet is {proof.PwdLastSet:u}.", Facts(proof, witness));
        }

        if (evidence.Log?.LastSuccess is { } success
            && at - success.At <= EvidenceFindings.ProofLasts
            && Seen(witness, success.At) is { } audited)
        {
            return Met(
                forest,
                $"{success.Operation} of {success.At:u}: Entra Connect logged its success, and the tenant's audit log shows it {audited:u}. The directory was not looked at: no canary shows it.",
                new JsonObject { ["at"] = success.At, ["operation"] = success.Operation.ToString(), ["auditedAt"] = audited });
        }

        return new Finding(FindingCodes.ResetArrived, FindingStatus.NotMet, forest, Missing(evidence), Prove);
    }

    private static JsonObject Facts(ResetProof proof, Reading<WritebackAudit>? witness)
    {
        var facts = new JsonObject
        {
            ["at"] = proof.At,
            ["operation"] = proof.Operation,
            ["controller"] = proof.Controller,
            ["pwdLastSet"] = proof.PwdLastSet,
        };
        if (proof.Match is { } match)
        {
            facts["match"] = match.ToString();
        }

        if (witness is not null)
        {
            facts["auditedAt"] = Seen(witness, proof.At);
        }

        return facts;
    }

    /// <summary>Time of the audit log's newest success when it is the one of <paramref name="at"/>; else null.</summary>
    private static DateTimeOffset? Seen(Reading<WritebackAudit>? witness, DateTimeOffset at) =>
        witness is { IsKnown: true, Value.LastSuccess: { } audited } && (audited - at).Duration() <= CanaryProof.ClockTolerance ? audited : null;

    private static Evidence Missing(WritebackEvidence evidence)
    {
        var seen = evidence.Proof is { } old
            ? $"The last reset that arrived is of {old.At:u}, more than {EvidenceFindings.ProofLasts.Days} days ago."
            : "No reset has been seen to arrive.";
        var failures = evidence.Failures.Count == 0
            ? string.Empty
            : $" {evidence.Failures.Count} failures are in the log; the newest is event {evidence.Failures[^1].EventId} "
              + $"({evidence.Failures[^1].Meaning}).";
        if (evidence.CanaryGaps is not { } gaps)
        {
            return new Evidence(seen + failures);
        }

        return new Evidence(
            seen + string.Concat(gaps.Select(gap => " " + gap.Detail)) + failures,
            new JsonObject { ["missing"] = new JsonArray([.. gaps.Select(gap => JsonValue.Create(gap.Part.ToString()))]) });
    }

    private static Finding Met(string forest, string summary, JsonObject facts) =>
        new(FindingCodes.ResetArrived, FindingStatus.Met, forest, new Evidence(summary, facts));
}
