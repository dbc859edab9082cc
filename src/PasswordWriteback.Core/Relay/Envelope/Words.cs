using System.Globalization;

namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>Values as refusals name them.</summary>
internal static class Words
{
    /// <summary>A time in UTC, to the second.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
