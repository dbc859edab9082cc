namespace PasswordWriteback.Api.Schedule;

/// <summary>How the schedule works; a host fills it from its settings.</summary>
public sealed class ScheduleOptions
{
    /// <summary>Checks that go on at a time, those that people start included; while there are so many, the schedule starts none. Default 50.</summary>
    public int MaxRunningChecks { get; set; } = 50;
}
