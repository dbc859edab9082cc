using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;

/// <summary>A password settings object. It takes the domain's place for the users and members of the global groups that it is linked to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Precedence">
/// The lowest wins among those of a user's groups; one that is linked to the user itself wins over all of them
/// (MS-ADTS 3.1.1.4.5.36, msDS-ResultantPSO).
/// </param>
/// <param name="MinimumAge">Minimum password age.</param>
/// <param name="MinimumLength">Minimum length, characters.</param>
/// <param name="AppliesTo">How many groups and users it is linked to.</param>
/// <param name="History">Passwords remembered; null from a relay that does not say.</param>
/// <param name="Complexity">Whether complexity is asked for; null from a relay that does not say.</param>
/// <param name="LinkedUsers">How many of those that it is linked to are users; null where that is not known.</param>
public sealed record FineGrainedPolicy(
    string Name,
    int Precedence,
    TimeSpan MinimumAge,
    int MinimumLength,
    int AppliesTo,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? History = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Complexity = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? LinkedUsers = null);
