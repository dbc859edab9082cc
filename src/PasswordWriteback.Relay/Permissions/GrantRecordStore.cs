using System.Text.Json;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>The rollback records of this relay: one JSON file per run.</summary>
/// <param name="stateFolder">The relay's state folder; records lie in its subfolder <c>records</c>.</param>
public sealed class GrantRecordStore(string stateFolder)
{
    /// <summary>Path of the record of a run, whether it exists or not.</summary>
    /// <exception cref="ArgumentException">The run id is no file name: letters, digits, <c>-</c> and <c>_</c>, at most 100.</exception>
    public string PathOf(string runId) => Path.Combine(stateFolder, "records", RunFileName.Of(runId) + ".json");

    /// <summary>The record of a run, or null when this relay has none.</summary>
    /// <exception cref="InvalidDataException">The file is no grant record, or of a newer format.</exception>
    public GrantRecord? Find(string runId)
    {
        var path = PathOf(runId);
        return File.Exists(path) ? Read(path) : null;
    }

    /// <summary>Writes a record; on return it is on disk.</summary>
    public string Save(GrantRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var path = PathOf(record.RunId);
        Write(path, record);
        return path;
    }

    /// <summary>Reads a record file.</summary>
    /// <exception cref="InvalidDataException">It does not exist, is no grant record, or is of a newer format.</exception>
    public static GrantRecord Read(string path)
    {
        try
        {
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(path), RelayStateJson.Readable.GrantRecord);
            return record switch
            {
                null or { Targets: null } or { RunId: null } => throw new InvalidDataException($"{path} is no rollback record."),
                { Format: not GrantRecord.CurrentFormat } => throw new InvalidDataException(
                    $"{path} has format {record.Format}; this version reads format {GrantRecord.CurrentFormat}."),
                _ when record.Targets.Any(target => !IsComplete(target)) => throw new InvalidDataException($"{path} is no complete rollback record."),
                _ => record,
            };
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} is no rollback record: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"There is no rollback record {path}.", exception);
        }
    }

    private static bool IsComplete(RecordedTarget? target) =>
        target is { Dn: not null, Domain: not null, Grant: { } grant } && IsComplete(grant) && (target.Rollback is null || IsComplete(target.Rollback));

    private static bool IsComplete(RecordedWrite write) =>
        write is { Server: not null, DescriptorBefore: not null, Aces: not null } && write.Aces.All(ace => ace is { Sddl: not null, Bytes: not null });

    /// <summary>Writes a record to a path that a person named.</summary>
    internal static void Write(string path, GrantRecord record) =>
        DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(record, RelayStateJson.Readable.GrantRecord));
}
