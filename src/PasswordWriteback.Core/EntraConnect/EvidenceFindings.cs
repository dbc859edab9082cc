using PasswordWriteback.Core.EntraConnect.Canary;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.EntraConnect;

/// <summary>Judges the evidence that writeback works: onboarding, a reset that arrived, the heartbeat, trouble in the log.</summary>
public static class EvidenceFindings
{
    /// <summary>How long a reset that arrived proves that writeback works.</summary>
    public static readonly TimeSpan ProofLasts = TimeSpan.FromDays(30);

    private const string Reonboard = "Turn password writeback off and on again in Entra Connect, and look for event 31005.";

    /// <summary>
    /// Findings EVD001 and EVD002 of a forest; EVD003 and EVD004 too when the log was read by a relay that sums it up.
    /// </summary>
    /// <param name="forest">The forest.</param>
    /// <param name="reading">What its relay collected.</param>
    /// <param name="at">The time of judgement.</param>
    /// <param name="connect">The Entra Connect server of the forest; null where it is not known.</param>
    /// <param name="switchedAt">When this run turned the switch on: the onboarding has to follow it. Null when it did not.</param>
    public static IReadOnlyList<Finding> Judge(
        string forest, Reading<WritebackEvidence> reading, DateTimeOffset at, ConnectReading? connect = null, DateTimeOffset? switchedAt = null)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (!reading.IsKnown)
        {
            return
            [
                new Finding(FindingCodes.Onboarded, FindingStatus.Unknown, forest, new Evidence(reading.UnknownReason)),
                new Finding(FindingCodes.ResetArrived, FindingStatus.Unknown, forest, new Evidence(reading.UnknownReason), ArrivalFinding.Prove),
            ];
        }

        var evidence = reading.Value;
        return evidence.Log is { } log
            ?
            [
                Onboarded(forest, evidence, connect, switchedAt),
                ArrivalFinding.Judge(forest, evidence, at),
                LogFindings.Listening(forest, evidence.LastHeartbeat, log, at),
                LogFindings.Trouble(forest, log),
            ]
            : [Onboarded(forest, evidence, connect, switchedAt), ArrivalFinding.Judge(forest, evidence, at)];
    }

    /// <summary>Whether the onboarding followed the switch that was turned on at <paramref name="switchedAt"/>; clocks may differ.</summary>
    public static bool HasOnboardedSince(WritebackEvidence evidence, DateTimeOffset switchedAt)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return evidence.OnboardedAt >= switchedAt - CanaryProof.ClockTolerance;
    }

    private static Finding Onboarded(string forest, WritebackEvidence evidence, ConnectReading? connect, DateTimeOffset? switchedAt)
    {
        if (switchedAt is { } turned && !HasOnboardedSince(evidence, turned))
        {
            return new Finding(
                FindingCodes.Onboarded,
                FindingStatus.NotMet,
                forest,
                new Evidence(
                    $"The switch was turned on {turned:u}, and no onboarding event 31005 has followed; "
                    + (evidence.OnboardedAt is { } earlier ? $"the newest is of {earlier:u}." : "the log holds none."),
                    new JsonObject { ["onboardedAt"] = evidence.OnboardedAt, ["lastHeartbeat"] = evidence.LastHeartbeat, ["switchedAt"] = turned }),
                Reonboard);
        }

        if (evidence.Log?.OffboardedAt is { } offboarded && !(evidence.OnboardedAt > offboarded) && !(evidence.LastHeartbeat > offboarded))
        {
            return new Finding(
                FindingCodes.Onboarded,
                FindingStatus.NotMet,
                forest,
                new Evidence($"Event 31013 of {offboarded:u} says that writeback was turned off.", new JsonObject { ["offboardedAt"] = offboarded }),
                "Turn password writeback on in Entra Connect.");
        }

        var added = connect?.Connectors.FirstOrDefault(connector => connector.Forest.Equals(forest, StringComparison.OrdinalIgnoreCase))?.CreatedAt;
        if (evidence.OnboardedAt is { } before && added > before)
        {
            return new Finding(
                FindingCodes.Onboarded,
                FindingStatus.ActionRequired,
                forest,
                new Evidence(
                    $"The forest was added to Entra Connect on {added:u}, after the onboarding of {before:u}: writeback has to be onboarded again.",
                    new JsonObject { ["onboardedAt"] = before, ["lastHeartbeat"] = evidence.LastHeartbeat, ["reonboardRequired"] = true }),
                Reonboard);
        }

        if (evidence.OnboardedAt is { } onboarded)
        {
            return new Finding(FindingCodes.Onboarded, FindingStatus.Met, forest, new Evidence(
                $"Event 31005 of {onboarded:u} says that the tenant was onboarded.",
                new JsonObject { ["onboardedAt"] = onboarded, ["lastHeartbeat"] = evidence.LastHeartbeat }));
        }

        if (evidence is { LastHeartbeat: not null, Log: { Complete: true, Oldest: { } oldest } } && added > oldest)
        {
            return new Finding(
                FindingCodes.Onboarded,
                FindingStatus.ActionRequired,
                forest,
                new Evidence(
                    $"The forest was added to Entra Connect on {added:u}; the log reaches back to {oldest:u} and holds no onboarding since: writeback has to be onboarded again.",
                    new JsonObject { ["onboardedAt"] = null, ["lastHeartbeat"] = evidence.LastHeartbeat, ["reonboardRequired"] = true }),
                Reonboard);
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
}
