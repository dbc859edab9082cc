namespace PasswordWriteback.Core.ActiveDirectory.Coverage;

/// <summary>What of an account, besides its DACL, stands in the way of a new password.</summary>
/// <param name="Enabled">Whether it is enabled.</param>
/// <param name="SmartCardOnly">Whether it signs in by smart card only (userAccountControl 0x40000).</param>
/// <param name="PasswordLastSet">pwdLastSet; null where it was not returned, <see cref="DateTimeOffset.MinValue"/> for 0: must change at next sign-in, so no age binds it.</param>
/// <param name="MinimumAge">The minimum password age that holds for it; null where that is not known.</param>
public readonly record struct AccountState(bool Enabled, bool SmartCardOnly, DateTimeOffset? PasswordLastSet, TimeSpan? MinimumAge)
{
    /// <summary>Whether a change is refused for its age at that time, and until when; null in <c>Until</c> where that is not known.</summary>
    public (bool Binds, DateTimeOffset? Until) Age(DateTimeOffset now) => (MinimumAge, PasswordLastSet) switch
    {
        ({ } none, _) when none <= TimeSpan.Zero => (false, null),
        (_, { } never) when never == DateTimeOffset.MinValue => (false, null),
        ({ } age, { } set) => age > DateTimeOffset.MaxValue - set ? (true, null) : set + age > now ? (true, set + age) : (false, null),
        _ => (true, null),
    };
}
