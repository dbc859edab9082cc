using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.EntraConnect;

/// <summary>What turning the switch did.</summary>
/// <param name="Before">Configuration before.</param>
/// <param name="After">Configuration read back.</param>
/// <param name="OtherDifferences">Settings besides the switch that differ, one sentence each; must be empty.</param>
public sealed record ConnectSwitchResult(ConnectReading Before, ConnectReading After, IReadOnlyList<string> OtherDifferences)
{
    /// <summary>Why the switch is not where it was to be; null when it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SwitchRefusal? NotTurned { get; init; }
}

/// <summary>Why a switch was not turned.</summary>
public enum SwitchProblem
{
    /// <summary>The server is in staging mode: it would listen to nothing.</summary>
    Staging,

    /// <summary>The version no longer works.</summary>
    VersionTooOld,

    /// <summary>Binary, configuration and registry name different versions: a half-done upgrade.</summary>
    VersionsDisagree,

    /// <summary>This build of the cmdlet wants a person to sign in.</summary>
    SignInRequired,

    /// <summary>The cmdlet did not come back in time; what it did is read from the server.</summary>
    NoAnswer,

    /// <summary>The cmdlet failed.</summary>
    Failed,

    /// <summary>The cmdlet reported success, and the switch is where it was.</summary>
    NotKept,
}

/// <summary>A switch that was not turned.</summary>
/// <param name="Problem">What hindered it.</param>
/// <param name="Detail">One sentence: what happened, where.</param>
/// <param name="Remedy">What a person does; holds the exact command where there is one.</param>
public sealed record SwitchRefusal(SwitchProblem Problem, string Detail, string Remedy)
{
    /// <summary>The command that a person types on the server, in Windows PowerShell as administrator; null when none helps.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Command { get; init; }

    /// <summary>Whether a person's step is all that is missing.</summary>
    [JsonIgnore]
    public bool NeedsPerson => Problem is SwitchProblem.SignInRequired or SwitchProblem.NoAnswer;
}
