using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.SelfServiceReset;

/// <summary>Judges the surfaces of self-service password reset.</summary>
public static class SelfServiceResetFindings
{
    /// <summary>
    /// SSP001 (users may reset), SSP002 (writeback is on in the portal), SSP003 (administrators) and SSP004 (surfaces agree),
    /// in this order.
    /// </summary>
    /// <param name="reading">What Graph says.</param>
    /// <param name="onPremises">What the on-premises side says; <see cref="OnPremisesSigns.None"/> before it was asked.</param>
    /// <param name="attestations">What persons have confirmed for this tenant.</param>
    /// <param name="now">The time of judgement.</param>
    public static IReadOnlyList<Finding> Judge(
        SelfServiceResetReading reading, OnPremisesSigns onPremises, IReadOnlyList<Attestation> attestations, DateTimeOffset now)
    {
        var surfaces = ResetSurfaces.List(reading, onPremises, attestations, now);
        return
        [
            ResetForUsers.Judge(surfaces, reading.AdminCenter),
            WritebackInPortal.Judge(surfaces, reading.AdminCenter),
            Administrators(surfaces),
            SurfaceAgreement.Judge(surfaces),
        ];
    }

    /// <summary>SSP003: either answer is right; only not knowing it is a gap.</summary>
    private static Finding Administrators(IReadOnlyList<ResetSurface> surfaces)
    {
        var policy = surfaces.Single(surface => surface.Question == ResetQuestion.AdministratorsMayReset);
        return policy.Answer.IsKnown
            ? new Finding(
                FindingCodes.AdministratorsMayReset,
                FindingStatus.Met,
                Subject: "",
                new Evidence(
                    policy.Answer.Value
                        ? "Administrators may reset their own passwords (always with two methods). Whether they can be written back is another question: protected accounts cannot."
                        : "Administrators may not reset their own passwords, even where users may.",
                    new JsonObject { ["allowedToUseSSPR"] = policy.Answer.Value }))
            : new Finding(
                FindingCodes.AdministratorsMayReset,
                FindingStatus.Unknown,
                Subject: "",
                new Evidence($"It is not known whether administrators may reset their own passwords: {policy.Answer.UnknownReason}."));
    }
}
