namespace PasswordWriteback.Storage;

/// <summary>Times as they are stored: milliseconds since 1970, UTC.</summary>
internal static class StoredTime
{
    public static long Of(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static DateTimeOffset Read(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? Read(long? milliseconds) => milliseconds is { } value ? Read(value) : null;
}
