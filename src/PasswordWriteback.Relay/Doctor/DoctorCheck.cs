namespace PasswordWriteback.Relay.Doctor;

/// <summary>One check of the doctor.</summary>
/// <param name="Id">Its id, as in docs/doctor.md.</param>
/// <param name="Why">Why it matters, one or two sentences.</param>
/// <param name="Look">Looks, and puts a line for each thing that it looked at.</param>
public sealed record DoctorCheck(string Id, string Why, Func<CheckLines, CancellationToken, Task> Look)
{
    /// <summary>What is looked at when there is no finer name.</summary>
    public string Subject { get; init; } = "this server";

    /// <summary>Longest time. Default 30 s.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);
}
