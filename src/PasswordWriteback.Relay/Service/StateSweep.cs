using Microsoft.Extensions.Logging;
using PasswordWriteback.Relay.Ledger;

namespace PasswordWriteback.Relay.Service;

/// <summary>
/// Removes once a day what nobody will ask for any more: entries of the ledger, files of turned switches and of confirmations, and
/// what a write that died left behind. Plans and rollback records stay: a person decides about those.
/// </summary>
internal sealed class StateSweep(string stateFolder, CommandLedger ledger, TimeProvider time, ILogger logger)
{
    // A link leads elsewhere, and what this identity may not enter (lost+found, where the folder is a disk of its own) holds nothing of ours.
    private static readonly EnumerationOptions Here = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
    private static readonly EnumerationOptions Everywhere = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true, RecurseSubdirectories = true,
    };

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
        var removed = Old("*.tmp", Everywhere)
            .Concat(Old(Path.Combine("switches", "*.json"), Here))
            .Concat(Old(Path.Combine("confirmations", "*.json"), Here))
            .Count(TryDelete);
        if (forgotten + removed > 0)
        {
            RelayLog.Swept(logger, forgotten, removed, RelayLimits.Retention.TotalDays);
        }

        IEnumerable<string> Old(string pattern, EnumerationOptions depth)
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
