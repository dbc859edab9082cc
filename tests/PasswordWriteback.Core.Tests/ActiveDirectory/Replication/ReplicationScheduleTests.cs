using System.Buffers.Binary;
using PasswordWriteback.Core.ActiveDirectory.Replication;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Replication;

public sealed class ReplicationScheduleTests
{
    [Fact]
    public void NoSchedule_IsAlwaysOpen() => Assert.Equal(TimeSpan.Zero, ReplicationSchedule.LongestClosed([]));

    [Fact]
    public void AllHoursOpen_IsNeverClosed() => Assert.Equal(TimeSpan.Zero, ReplicationSchedule.LongestClosed(Schedule(_ => 0x0F)));

    [Fact]
    public void NoHourOpen_NeverReplicates() => Assert.Null(ReplicationSchedule.LongestClosed(Schedule(_ => 0)));

    [Fact]
    public void TheUpperBits_MeanNothing() => Assert.Null(ReplicationSchedule.LongestClosed(Schedule(_ => 0xF0)));

    [Fact]
    public void OpenAtNightOnly_IsClosedAllDay() =>
        Assert.Equal(TimeSpan.FromHours(18), ReplicationSchedule.LongestClosed(Schedule(hour => hour % 24 < 6 ? (byte)0x0F : (byte)0)));

    [Fact]
    public void AClosedWeekend_GoesOnOverTheEndOfTheWeek() =>
        // Open on weekdays from Monday 06:00 to Friday 18:00 without a pause; the week begins on Sunday.
        Assert.Equal(TimeSpan.FromHours(60), ReplicationSchedule.LongestClosed(Schedule(hour => hour is >= 30 and < 138 ? (byte)0x0F : (byte)0)));

    [Fact]
    public void OneQuarterAnHour_IsClosedThreeQuarters() =>
        Assert.Equal(TimeSpan.FromMinutes(45), ReplicationSchedule.LongestClosed(Schedule(_ => 0x01)));

    [Theory]
    [InlineData(5)]
    [InlineData(19)]
    [InlineData(187)]
    public void TruncatedBytes_AreAnError(int length) =>
        Assert.Throws<FormatException>(() => ReplicationSchedule.LongestClosed(Schedule(_ => 0x0F).AsSpan(0, length)));

    [Fact]
    public void AnOffsetBeyondTheBytes_IsAnError()
    {
        var bytes = Schedule(_ => 0x0F);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), uint.MaxValue);

        Assert.Throws<FormatException>(() => ReplicationSchedule.LongestClosed(bytes));
    }

    private static byte[] Schedule(Func<int, byte> hour)
    {
        var bytes = new byte[188];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 188);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), 20);
        for (var index = 0; index < 168; index++)
        {
            bytes[20 + index] = hour(index);
        }

        return bytes;
    }
}
