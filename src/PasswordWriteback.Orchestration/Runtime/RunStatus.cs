using System.Text.Json;

namespace PasswordWriteback.Orchestration.Runtime;

/// <summary>Where a run stands. The custom status of its instance: steps and counters only, no lists.</summary>
/// <param name="Step">Name of the current step, one of <c>RunSteps</c>.</param>
/// <param name="Note">One short sentence, or what a person is asked to do; cut where the whole would be over 2 KB.</param>
/// <param name="WaitingFor">Name of the event that a person has to raise; null when no person is waited for.</param>
/// <param name="Deadline">When the current wait ends; null when nothing is waited for.</param>
/// <param name="ControllersConfirmed">Required domain controllers that have the permissions.</param>
/// <param name="ControllersRequired">Required domain controllers in all.</param>
/// <param name="PlanHash">While an approval is waited for: hash of the plan to approve; else null.</param>
public sealed record RunStatus(
    string Step,
    string Note,
    string? WaitingFor = null,
    DateTimeOffset? Deadline = null,
    int ControllersConfirmed = 0,
    int ControllersRequired = 0,
    string? PlanHash = null)
{
    private const int MaxBytes = 2048;

    /// <summary>The status with as much of its note as engines take.</summary>
    public static RunStatus Cut(RunStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        for (var length = status.Note.Length; Bytes(status) > MaxBytes && length > 0;)
        {
            length = length * 9 / 10;
            length -= length > 0 && char.IsHighSurrogate(status.Note[length - 1]) ? 1 : 0;
            status = status with { Note = status.Note[..length] + "…" };
        }

        return status;
    }

    /// <summary>A status, if engines take it.</summary>
    /// <exception cref="ArgumentException">It is over 2 KB.</exception>
    public static RunStatus Checked(RunStatus status)
    {
        var bytes = Bytes(status);
        return bytes <= MaxBytes
            ? status
            : throw new ArgumentException($"A custom status takes at most {MaxBytes} bytes as JSON; this one has {bytes}.", nameof(status));
    }

    private static int Bytes(RunStatus status) => JsonSerializer.SerializeToUtf8Bytes(status, OrchestrationJson.Default.RunStatus).Length;
}
