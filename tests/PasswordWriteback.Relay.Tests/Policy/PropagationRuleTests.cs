using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Policy;

namespace PasswordWriteback.Relay.Tests.Policy;

public sealed class PropagationRuleTests
{
    private static readonly MaintenanceWindow Saturdays = new([DayOfWeek.Saturday], new TimeOnly(22, 0), new TimeOnly(4, 0), TimeZoneInfo.Utc);

    [Theory]
    [InlineData(WritingMode.Unattended, false, true)]
    [InlineData(WritingMode.Unattended, true, false)]
    [InlineData(WritingMode.Approved, false, false)]
    [InlineData(WritingMode.Off, false, false)]
    public void OnlyAServiceThatWritesByItself_WithoutWindows_WritesAtAnyTime(WritingMode mode, bool hasWindows, bool expected)
    {
        var policy = new RelayPolicy { WritingMode = mode, MaintenanceWindows = hasWindows ? [Saturdays] : [] };

        Assert.Equal(expected, policy.Permissions.WritesAtAnyTime);
    }
}
