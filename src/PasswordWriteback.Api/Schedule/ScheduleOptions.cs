namespace PasswordWriteback.Api.Schedule;

/// <summary>How the schedule works; a host fills it from its settings.</summary>
public sealed class ScheduleOptions
{
    /// <summary>Checks that go on at a time, those that people start included; while there are so many, the schedule starts none. Default 200: a check whose relay is away takes its place for ten minutes, while activities are bounded by the engine.</summary>
    public int MaxRunningChecks { get; set; } = 200;
}
