using Microsoft.Extensions.Logging;
using PasswordWriteback.Relay.Ledger;

namespace PasswordWriteback.Relay.Service;

/// <summary>
/// Removes once a day what nobody will ask for any more: entries of the ledger, files of turned switches and of confirmations, and
/// what a write that died left behind. Plans and rollback records stay: a person decides about those.
/// </summary>
internal sealed class StateSweep(string stateFolder, CommandLedger ledger, TimeProvider time, ILogger logger)
{
    /// <summary>Sweeps until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                Sweep();
            }
            catch (LedgerUnavailableException trouble)
            {
                RelayLog.NotSwept(logger, trouble.Message, trouble.Remedy);
            }

            await Task.Delay(RelayLimits.Sweep, time, stop).ConfigureAwait(false);
        }
    }

    internal void Sweep()
    {
        var before = time.GetUtcNow() - RelayLimits.Retention;
        var forgotten = ledger.Sweep(before);
        var removed = Old("*.tmp", SearchOption.AllDirectories)
            .Concat(Old(Path.Combine("switches", "*.json"), SearchOption.TopDirectoryOnly))
            .Concat(Old(Path.Combine("confirmations", "*.json"), SearchOption.TopDirectoryOnly))
            .Count(TryDelete);
        if (forgotten + removed > 0)
        {
            RelayLog.Swept(logger, forgotten, removed, RelayLimits.Retention.TotalDays);
        }

        IEnumerable<string> Old(string pattern, SearchOption depth)
        {
            var folder = Path.Combine(stateFolder, Path.GetDirectoryName(pattern)!);
            return Directory.Exists(folder)
                ? Directory.EnumerateFiles(folder, Path.GetFileName(pattern), depth).Where(file => new DateTimeOffset(File.GetLastWriteTimeUtc(file)) < before).ToList()
                : [];
        }
    }

    private bool TryDelete(string file)
    {
        try
        {
            File.Delete(file);
            return true;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            RelayLog.FileNotRemoved(logger, file, trouble.Message);
            return false;
        }
    }
}
