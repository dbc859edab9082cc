namespace PasswordWriteback.Core.SelfServiceReset;

/// <summary>Who may reset their own password: the setting under Password reset, Properties.</summary>
public enum ResetScope
{
    /// <summary>Nobody but administrators.</summary>
    None,

    /// <summary>The members of a group.</summary>
    Selected,

    /// <summary>Everybody.</summary>
    All,
}

/// <summary>
/// The report <c>userRegistrationDetails</c>, asked twice: for users with <c>isSsprEnabled</c> true, and false.
/// Each query is paged until one member who is no administrator, or to its cap.
/// </summary>
/// <param name="Enabled">The query for users who may reset.</param>
/// <param name="Disabled">The query for users who may not.</param>
/// <param name="AsOf">The newest <c>lastUpdatedDateTime</c> of the rows read; null when no row was read.</param>
public sealed record RegistrationReport(RegistrationQuery Enabled, RegistrationQuery Disabled, DateTimeOffset? AsOf);

/// <summary>One of the two queries.</summary>
/// <param name="MemberFound">Whether a member who is no administrator was found.</param>
/// <param name="Exhausted">Whether the last page was read. False with no member found: the cap was reached.</param>
/// <param name="Pages">Pages read.</param>
/// <param name="Administrators">Administrators among the rows read: they prove nothing.</param>
/// <param name="Guests">Guests among the rows read, members from another tenant included: they prove nothing either.</param>
public sealed record RegistrationQuery(bool MemberFound, bool Exhausted, int Pages, int Administrators, int Guests);
