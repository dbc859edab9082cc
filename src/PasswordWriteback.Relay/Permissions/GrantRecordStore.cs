namespace PasswordWriteback.Relay.Permissions;

/// <summary>The rollback records of this relay: one JSON file per run.</summary>
/// <param name="stateFolder">The relay's state folder; records lie in its subfolder <c>records</c>.</param>
public sealed class GrantRecordStore(string stateFolder)
{
    /// <summary>Path of the record of a run, whether it exists or not.</summary>
    /// <exception cref="ArgumentException">The run id is no file name (letters, digits, <c>-</c>, <c>_</c>, <c>.</c>).</exception>
    public string PathOf(string runId) => Path.Combine(stateFolder, "records", runId + ".json");

    /// <summary>The record of a run, or null when this relay has none.</summary>
    public GrantRecord? Find(string runId) => throw new NotSupportedException("grant records are not built yet");

    /// <summary>Reads a record file.</summary>
    /// <exception cref="InvalidDataException">It is no grant record, or of a newer format.</exception>
    public static GrantRecord Read(string path) => throw new NotSupportedException("grant records are not built yet");
}
