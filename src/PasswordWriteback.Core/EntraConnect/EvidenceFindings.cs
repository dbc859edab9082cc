using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.EntraConnect;

/// <summary>Judges the evidence that writeback works: onboarding, and a reset that arrived.</summary>
public static class EvidenceFindings
{
    /// <summary>How long a reset that arrived proves that writeback works.</summary>
    public static readonly TimeSpan ProofLasts = TimeSpan.FromDays(30);

    private const string Prove =
        "Let one synchronized, licensed, unprivileged user reset the password at https://aka.ms/sspr, then run a check.";

    /// <summary>Findings EVD001 and EVD002 of a forest.</summary>
    public static IReadOnlyList<Finding> Judge(string forest, Reading<WritebackEvidence> reading, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (!reading.IsKnown)
        {
            return
            [
                new Finding(FindingCodes.Onboarded, FindingStatus.Unknown, forest, new Evidence(reading.UnknownReason)),
                new Finding(FindingCodes.ResetArrived, FindingStatus.Unknown, forest, new Evidence(reading.UnknownReason), Prove),
            ];
        }

        return [Onboarded(forest, reading.Value), Arrived(forest, reading.Value, at)];
    }

    private static Finding Onboarded(string forest, WritebackEvidence evidence)
    {
        if (evidence.OnboardedAt is { } onboarded)
        {
            return new Finding(FindingCodes.Onboarded, FindingStatus.Met, forest, new Evidence(
                $"Event 31005 of {onboarded:u} says that the tenant was onboarded.",
                new JsonObject { ["onboardedAt"] = onboarded, ["lastHeartbeat"] = evidence.LastHeartbeat }));
        }

        return evidence.LastHeartbeat is { } heartbeat
            ? new Finding(FindingCodes.Onboarded, FindingStatus.Met, forest, new Evidence(
                $"The onboarding event has left the log; the service bus heartbeat of {heartbeat:u} (event 31019) says that writeback listens."))
            : new Finding(
                FindingCodes.Onboarded,
                FindingStatus.NotMet,
                forest,
                new Evidence("The log holds neither the onboarding event 31005 nor a heartbeat 31019."),
                "Turn password writeback off and on again in Entra Connect, and read the events of source PasswordResetService.");
    }

    private static Finding Arrived(string forest, WritebackEvidence evidence, DateTimeOffset at)
    {
        if (evidence.Proof is { } proof && at - proof.At <= ProofLasts)
        {
            return new Finding(FindingCodes.ResetArrived, FindingStatus.Met, forest, new Evidence(
                $"{proof.Operation} of {proof.At:u} arrived on {proof.Controller}: pwdLastSet is {proof.PwdLastSet:u}.",
                new JsonObject
                {
                    ["at"] = proof.At,
                    ["operation"] = proof.Operation,
                    ["controller"] = proof.Controller,
                    ["pwdLastSet"] = proof.PwdLastSet,
                }));
        }

        var failures = evidence.Failures.Count == 0
            ? string.Empty
            : $" {evidence.Failures.Count} failures are in the log; the newest is event {evidence.Failures[^1].EventId} "
              + $"({evidence.Failures[^1].Meaning}).";
        return new Finding(
            FindingCodes.ResetArrived,
            FindingStatus.NotMet,
            forest,
            new Evidence((evidence.Proof is { } old
                ? $"The last reset that arrived is of {old.At:u}, more than {ProofLasts.Days} days ago."
                : "No reset has been seen to arrive.") + failures),
            Prove);
    }
}
