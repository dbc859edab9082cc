namespace PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;

/// <summary>The password policy of a domain, read from its head: what users meet, not what the cloud says.</summary>
/// <param name="Domain">DNS name.</param>
/// <param name="MinimumAge">minPwdAge; zero means that a user may change again at once.</param>
/// <param name="MaximumAge">maxPwdAge; null means passwords do not expire.</param>
/// <param name="MinimumLength">minPwdLength, characters.</param>
/// <param name="History">pwdHistoryLength, passwords remembered.</param>
/// <param name="Complexity">Whether complexity is asked for (pwdProperties bit 1).</param>
/// <param name="FineGrained">Fine-grained policies, or why they are not known: ordinary accounts cannot see them.</param>
public sealed record DomainPasswordPolicy(
    string Domain,
    TimeSpan MinimumAge,
    TimeSpan? MaximumAge,
    int MinimumLength,
    int History,
    bool Complexity,
    Reading<IReadOnlyList<FineGrainedPolicy>> FineGrained);

/// <summary>A password settings object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Precedence">The lowest wins.</param>
/// <param name="MinimumAge">Minimum password age.</param>
/// <param name="MinimumLength">Minimum length, characters.</param>
/// <param name="AppliesTo">How many groups and users it is linked to.</param>
public sealed record FineGrainedPolicy(string Name, int Precedence, TimeSpan MinimumAge, int MinimumLength, int AppliesTo);
