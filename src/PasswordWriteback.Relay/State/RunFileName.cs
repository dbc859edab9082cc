namespace PasswordWriteback.Relay.State;

/// <summary>Run ids come from outside and name files here.</summary>
internal static class RunFileName
{
    /// <summary>Whether the id can name a file: letters, digits, <c>-</c> and <c>_</c>, at most 100.</summary>
    public static bool IsValid(string runId) =>
        runId is { Length: > 0 and <= 100 } && runId.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    /// <summary>The id as a file name.</summary>
    /// <exception cref="ArgumentException">It cannot be one.</exception>
    public static string Of(string runId) =>
        IsValid(runId) ? runId : throw new ArgumentException($"'{runId}' cannot name a record.", nameof(runId));
}
