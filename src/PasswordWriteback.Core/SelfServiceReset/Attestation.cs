namespace PasswordWriteback.Core.SelfServiceReset;

/// <summary>
/// A person's word that a step was done where no surface can show it. It ends after <see cref="Lifetime"/>,
/// and a newer reading that contradicts overrules it.
/// </summary>
/// <param name="FindingCode">The finding it answers.</param>
/// <param name="By">Who: user principal name or name.</param>
/// <param name="At">When.</param>
public sealed record Attestation(string FindingCode, string By, DateTimeOffset At)
{
    /// <summary>How long a person's word counts.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromDays(90);

    /// <summary>Whether it still counts. One from the future (a wrong clock, or a lie) does not.</summary>
    public bool IsValid(DateTimeOffset now) => At <= now && now - At < Lifetime;

    /// <summary>The newest attestation for a finding, valid or not; null when there is none.</summary>
    public static Attestation? Newest(IEnumerable<Attestation> attestations, string findingCode) =>
        attestations.Where(attestation => attestation.FindingCode == findingCode).MaxBy(attestation => attestation.At);
}
