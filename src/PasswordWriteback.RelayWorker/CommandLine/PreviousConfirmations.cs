using System.Text.Json;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>The last confirmation, kept beside the rollback record: since when a controller is silent outlives the process.</summary>
internal static class PreviousConfirmations
{
    private const string Suffix = ".confirmation";

    public static IReadOnlyList<ControllerConfirmation> Read(string record)
    {
        try
        {
            return File.Exists(record + Suffix) ? JsonOutput.Deserialize<List<ControllerConfirmation>>(File.ReadAllText(record + Suffix)) ?? [] : [];
        }
        catch (JsonException)
        {
            // Only "since when" is lost with it; the next confirmation writes it anew.
            return [];
        }
    }

    public static void Write(string record, IReadOnlyList<ControllerConfirmation> controllers)
    {
        var temporary = record + Suffix + ".new";
        File.WriteAllText(temporary, JsonOutput.Serialize(controllers));
        File.Move(temporary, record + Suffix, overwrite: true);
    }
}
