using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.SelfServiceReset;

/// <summary>Lays every surface beside the others, each with its worth. Nothing is collapsed.</summary>
public static class ResetSurfaces
{
    /// <summary>How long a successful writeback shows that everything was in place.</summary>
    public static TimeSpan SuccessCountsFor { get; } = TimeSpan.FromDays(30);

    /// <summary>The detail of a surface that could not be read.</summary>
    internal const string NotRead = "unknown";

    /// <summary>Every surface, by question, the weightiest first.</summary>
    public static IReadOnlyList<ResetSurface> List(
        SelfServiceResetReading reading, OnPremisesSigns onPremises, IReadOnlyList<Attestation> attestations, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(onPremises);
        ResetSurface?[] surfaces =
        [
            FromAudit(reading.Audit, ResetQuestion.UsersMayReset, now),
            FromReport(reading.Registrations),
            FromPerson(attestations, FindingCodes.ResetEnabledForUsers, ResetQuestion.UsersMayReset, now),
            FromRecommendation(reading.Recommendation),
            FromAudit(reading.Audit, ResetQuestion.WritebackOn, now),
            FromArrival(onPremises.LastArrivedReset, now),
            FromConnect(onPremises.ConnectSwitchOn),
            FromPerson(attestations, FindingCodes.WritebackEnabledInPortal, ResetQuestion.WritebackOn, now),
            FromFlag(reading.WritebackFeatureFlag),
            FromPolicy(reading.AdministratorsMayReset),
        ];
        return [.. surfaces.OfType<ResetSurface>()];
    }

    /// <summary>A success in the window says yes. Its absence says nothing: perhaps nobody forgot a password.</summary>
    private static ResetSurface FromAudit(Reading<WritebackAudit> audit, ResetQuestion question, DateTimeOffset now)
    {
        const string name = "Audit log, Self-service Password Management";
        if (!audit.IsKnown)
        {
            return new(name, question, SurfaceWorth.Proof, Reading.Unknown<bool>(audit.UnknownReason), NotRead, AsOf: null);
        }

        var bySelf = question == ResetQuestion.UsersMayReset;
        if ((bySelf ? audit.Value.LastSelfService : audit.Value.LastSuccess) is { } last && IsRecent(last, now))
        {
            var activity = bySelf ? "a self-service reset" : $"'{audit.Value.LastActivity}'";
            return new(
                name,
                question,
                SurfaceWorth.Proof,
                Reading.Known(true),
                $"{activity} of a synchronized user succeeded ({audit.Value.UsersWritten} users since {audit.Value.Since:yyyy-MM-dd})",
                last);
        }

        if (!audit.Value.Exhausted)
        {
            return new(
                name,
                question,
                SurfaceWorth.Proof,
                Reading.Unknown<bool>($"there are more resets since {audit.Value.Since:yyyy-MM-dd} than were looked through, and none of those is {(bySelf ? "a user's own, " : "")}of a synchronized user"),
                NotRead,
                AsOf: null);
        }

        var silence = $"no {(bySelf ? "self-service reset" : "reset")} of a synchronized user succeeded since {audit.Value.Since:yyyy-MM-dd}";
        return new(name, question, SurfaceWorth.Proof, Reading.Unknown<bool>(silence), "no success seen", AsOf: null);
    }

    private static ResetSurface FromReport(Reading<RegistrationReport> report)
    {
        var scope = ResetScopeInference.Infer(report);
        return new(
            "Registration report, isSsprEnabled",
            ResetQuestion.UsersMayReset,
            SurfaceWorth.Inferred,
            scope.IsKnown ? Reading.Known(scope.Value != ResetScope.None) : Reading.Unknown<bool>(scope.UnknownReason),
            scope.IsKnown ? $"{scope.Value}" : "unknown",
            report.IsKnown ? report.Value.AsOf : null);
    }

    /// <summary>Entra recommends what is not so, and completes by itself what is. Other states say nothing.</summary>
    private static ResetSurface? FromRecommendation(Reading<ResetRecommendation?>? recommendation)
    {
        const string name = "Recommendation selfServicePasswordReset (beta)";
        return recommendation switch
        {
            null => null,
            { UnknownReason: { } reason } => new(name, ResetQuestion.UsersMayReset, SurfaceWorth.Hint, Reading.Unknown<bool>(reason), "unknown", AsOf: null),
            { Value: { } row } => new(
                name,
                ResetQuestion.UsersMayReset,
                SurfaceWorth.Hint,
                row.Status switch
                {
                    "active" => Reading.Known(false),
                    "completedBySystem" => Reading.Known(true),
                    _ => Reading.Unknown<bool>($"the recommendation is {row.Status}, which says nothing about the setting"),
                },
                row.Status,
                row.AsOf),
            _ => new(name, ResetQuestion.UsersMayReset, SurfaceWorth.Hint, Reading.Unknown<bool>("Entra makes no such recommendation"), "none", AsOf: null),
        };
    }

    private static ResetSurface? FromPerson(
        IReadOnlyList<Attestation> attestations, string findingCode, ResetQuestion question, DateTimeOffset now)
    {
        if (Attestation.Newest(attestations, findingCode, now) is not { } word)
        {
            return null;
        }

        var answer = word.IsValid(now) ? Reading.Known(true)
            : word.At > now ? Reading.Unknown<bool>($"the confirmation by {word.By} bears the time {word.At:u}, which is in the future: a clock is wrong")
            : Reading.Unknown<bool>($"the confirmation by {word.By} of {word.At:yyyy-MM-dd} has ended after {Attestation.Lifetime.TotalDays:0} days");
        return new("A person", question, SurfaceWorth.Attested, answer, $"confirmed by {word.By}", word.At);
    }

    private static ResetSurface? FromArrival(DateTimeOffset? arrived, DateTimeOffset now) =>
        arrived is { } at && IsRecent(at, now)
            ? new("Active Directory", ResetQuestion.WritebackOn, SurfaceWorth.Proof, Reading.Known(true), "a reset has arrived", at)
            : null;

    private static ResetSurface? FromConnect(bool? switchOn) =>
        switchOn is { } on
            ? new("Entra Connect, Password writeback", ResetQuestion.WritebackOn, SurfaceWorth.Supported, Reading.Known(on), on ? "on" : "off", AsOf: null)
            : null;

    private static ResetSurface FromFlag(Reading<bool> flag) => new(
        "onPremisesSynchronization.features.passwordWritebackEnabled",
        ResetQuestion.WritebackOn,
        SurfaceWorth.DecidesNothing,
        flag,
        flag.IsKnown ? (flag.Value ? "true" : "false") : "unknown",
        AsOf: null);

    private static ResetSurface FromPolicy(Reading<bool> allowed) => new(
        "authorizationPolicy.allowedToUseSSPR",
        ResetQuestion.AdministratorsMayReset,
        SurfaceWorth.Supported,
        allowed,
        allowed.IsKnown ? (allowed.Value ? "true" : "false") : "unknown",
        AsOf: null);

    private static bool IsRecent(DateTimeOffset at, DateTimeOffset now) => at <= now + Attestation.ClockSkew && now - at <= SuccessCountsFor;
}
