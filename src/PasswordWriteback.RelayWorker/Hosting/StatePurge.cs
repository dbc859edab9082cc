using PasswordWriteback.Relay.Keys;
using PasswordWriteback.Relay.Ledger;
using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.RelayWorker.Hosting;

/// <summary>Removes what a relay leaves on a server: its key and its state folder, rollback records included.</summary>
internal static class StatePurge
{
    /// <summary>Removes it.</summary>
    /// <exception cref="ServiceControlException">It is no relay's state folder.</exception>
    /// <exception cref="StateInUseException">A relay runs on it.</exception>
    public static void Remove(string stateFolder)
    {
        if (!Directory.Exists(stateFolder))
        {
            return;
        }

        if (!Enrolment.Exists(stateFolder) && !File.Exists(Path.Combine(stateFolder, CommandLedger.FileName)))
        {
            throw new ServiceControlException(
                ServiceFault.NotSafe, $"{stateFolder} is no state folder of a relay: it holds neither enrolment nor ledger.", "Check --state-folder. Nothing was removed.");
        }

        using (StateLock.Take(stateFolder))
        {
            if (Enrolment.Exists(stateFolder))
            {
                new RelayKeyStore(RelayHost.KeyFolder(stateFolder)).Delete(Enrolment.Read(stateFolder).KeyId);
            }
        }

        Directory.Delete(stateFolder, recursive: true);
    }
}
