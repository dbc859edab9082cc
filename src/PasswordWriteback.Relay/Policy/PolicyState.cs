namespace PasswordWriteback.Relay.Policy;

/// <summary>The policy as it stands now.</summary>
/// <param name="Policy">What is in force. With a <paramref name="Problem"/>: <see cref="RelayPolicy.Safest"/>.</param>
/// <param name="Hash">SHA-256 (lower-case hex) of the file's bytes, also of a file that cannot be relied on; <see cref="NoFile"/> where there is none. Goes into the heartbeat.</param>
/// <param name="Problem">Why the file cannot be relied on, one sentence; then every write is refused with it. Null when all is well.</param>
/// <param name="Path">The file; null for a policy that is not in one.</param>
/// <param name="Lines">Line (from 1) of each top-level property of the file.</param>
public sealed record PolicyState(
    RelayPolicy Policy, string Hash, string? Problem, string? Path, IReadOnlyDictionary<string, int> Lines)
{
    /// <summary><see cref="Hash"/> where there is no file.</summary>
    public const string NoFile = "none";
}
