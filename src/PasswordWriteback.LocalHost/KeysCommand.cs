using System.CommandLine;
using System.Security.Cryptography;
using PasswordWriteback.LocalHost.Relays;
using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.LocalHost.State;

namespace PasswordWriteback.LocalHost;

/// <summary><c>keys roll</c>: makes the next key for signing commands, before its 90 days are over.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The host's data folder.", DefaultValueFactory = _ => DataFolder.Default };
        var roll = new Command("roll", "Makes a new key. A running host publishes it within the hour; it signs after 24 hours, when every relay has it.") { data };
        roll.SetAction(parsed => Roll(parsed.GetValue(data)!));
        return new Command("keys", "The keys that sign commands for relays.") { roll };
    }

    private static int Roll(string dataFolder)
    {
        try
        {
            // Never the first key of a new folder: whoever misspells the name would believe that the host's keys were changed.
            if (!Directory.Exists(Path.Combine(dataFolder, RelayHosting.KeyFolder)))
            {
                throw new SettingsException($"{Path.GetFullPath(dataFolder)} is no data folder of a host: it holds no keys. Name the one that 'serve' uses with --data.");
            }

            var files = RelayHosting.Keys(DataFolder.Open(dataFolder), TimeProvider.System);
            var keys = files.Open();
            files.Roll(keys);
            Console.Out.WriteLine($"Key {keys.Published[^1].Kid} was made. It signs from {keys.NewestAt + Api.Relays.CloudKeys.Lead:u} on.");
            return ExitCodes.Done;
        }
        catch (SettingsException refused)
        {
            Console.Error.WriteLine(refused.Message);
            return ExitCodes.Usage;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            Console.Error.WriteLine(unusable.Message);
            return ExitCodes.Failed;
        }
    }
}
