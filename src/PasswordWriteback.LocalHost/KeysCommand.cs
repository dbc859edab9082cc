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
            var files = RelayHosting.Keys(DataFolder.Open(dataFolder), TimeProvider.System);
            var keys = files.Open();
            files.Roll(keys);
            Console.Out.WriteLine($"Key {keys.Published[^1].Kid} was made. It signs from {keys.NewestAt + Api.Relays.CloudKeys.Lead:u} on.");
            return ExitCodes.Done;
        }
        catch (Exception unusable) when (unusable is SettingsException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            Console.Error.WriteLine(unusable.Message);
            return ExitCodes.Failed;
        }
    }
}
