using System.Text.Json;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Replication;

/// <summary>The last confirmation of each grant, so that a restart does not forget since when a domain controller has been silent.</summary>
/// <param name="stateFolder">The relay's state folder; confirmations lie in its subfolder <c>confirmations</c>.</param>
internal sealed class ConfirmationStore(string stateFolder)
{
    /// <summary>Stands for the permissions as they are, without a grant; no run can be called so.</summary>
    public const string InPlace = "in.place";

    /// <summary>What was confirmed last; nothing when there was no confirmation, or its file is damaged: then silence counts from now.</summary>
    public IReadOnlyList<ControllerConfirmation> Find(string key)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(key)), RelayStateJson.Readable.IReadOnlyListControllerConfirmation) ?? [];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return [];
        }
    }

    /// <summary>Keeps a confirmation in place of the last one.</summary>
    public void Save(string key, IReadOnlyList<ControllerConfirmation> controllers) => DurableFile.Write(
        PathOf(key), JsonSerializer.SerializeToUtf8Bytes(controllers, RelayStateJson.Readable.IReadOnlyListControllerConfirmation));

    private string PathOf(string key) => Path.Combine(stateFolder, "confirmations", $"{(key == InPlace ? key : RunFileName.Of(key))}.json");
}
