using System.Buffers.Binary;

namespace PasswordWriteback.Core.ActiveDirectory.Replication;

/// <summary>
/// When a site link is open: the attribute <c>schedule</c>, a SCHEDULE structure (MS-ADTS 6.1.4.6): for each hour of the week,
/// from Sunday 00:00 UTC, one byte whose low four bits are its quarters.
/// </summary>
public static class ReplicationSchedule
{
    private const int Hours = 7 * 24;
    private const int Quarters = Hours * 4;
    private const int HeaderLength = 12;
    private const int EntryLength = 8;
    private const uint Interval = 0;
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>The longest time in a week in which the link is closed; zero when it never is, null when it always is.</summary>
    /// <param name="schedule">The attribute's value; empty when there is none, which means always open.</param>
    /// <exception cref="FormatException">The bytes are no schedule.</exception>
    public static TimeSpan? LongestClosed(ReadOnlySpan<byte> schedule)
    {
        if (schedule.IsEmpty)
        {
            return TimeSpan.Zero;
        }

        var hours = HoursOf(schedule);
        int longest = 0, closed = 0, open = 0;
        // Twice around, because a closed time may go on over the end of the week.
        for (var quarter = 0; quarter < Quarters * 2; quarter++)
        {
            var isOpen = (hours[quarter / 4 % Hours] & (1 << (quarter % 4))) != 0;
            open += isOpen ? 1 : 0;
            closed = isOpen ? 0 : closed + 1;
            longest = Math.Max(longest, closed);
        }

        return open == 0 ? null : Quarter * longest;
    }

    private static ReadOnlySpan<byte> HoursOf(ReadOnlySpan<byte> schedule)
    {
        if (schedule.Length < HeaderLength)
        {
            throw new FormatException($"A schedule needs at least {HeaderLength} bytes, there are {schedule.Length}.");
        }

        var entries = BinaryPrimitives.ReadUInt32LittleEndian(schedule[8..]);
        for (var entry = 0; entry < entries && HeaderLength + ((entry + 1) * EntryLength) <= schedule.Length; entry++)
        {
            var header = schedule.Slice(HeaderLength + (entry * EntryLength), EntryLength);
            var offset = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) == Interval && offset <= schedule.Length - Hours)
            {
                return schedule.Slice((int)offset, Hours);
            }
        }

        throw new FormatException("The schedule holds no hours of a week.");
    }
}
