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

    /// <summary>How far the clocks of two machines may differ.</summary>
    public static TimeSpan ClockSkew { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether it still counts. One from the future (a wrong clock, or a lie) does not.</summary>
    public bool IsValid(DateTimeOffset now) => At <= now + ClockSkew && now - At < Lifetime;

    /// <summary>The newest attestation for a finding that counts, or else the newest of all; null when there is none.</summary>
    public static Attestation? Newest(IEnumerable<Attestation> attestations, string findingCode, DateTimeOffset now) =>
        attestations
            .Where(attestation => attestation.FindingCode == findingCode)
            .OrderByDescending(attestation => attestation.IsValid(now))
            .ThenByDescending(attestation => attestation.At)
            .FirstOrDefault();
}
