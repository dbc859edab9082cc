using PasswordWriteback.Core;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>Chooses among the accounts that could be Entra Connect's. Never guesses between two.</summary>
internal static class ConnectorChoice
{
    private const string NameIt = "Name the account (--account); Entra Connect shows it under View or export current configuration.";

    public static Reading<FoundAccount> Choose(IReadOnlyList<(FoundAccount Account, bool HoldsReplicationRights)> candidates)
    {
        var connects = candidates.Where(candidate => LooksLikeConnects(candidate.Account)).ToList();
        var holders = connects.Where(candidate => candidate.HoldsReplicationRights).ToList();
        var described = connects.Where(candidate => ConnectorDescription.Parse(candidate.Account.Description) is not null).ToList();
        return (holders.Count, described.Count) switch
        {
            (1, _) => Reading.Known(holders[0].Account),
            (0, 1) => Reading.Known(described[0].Account),
            (> 1, _) => Reading.Unknown<FoundAccount>(
                $"Several accounts could be Entra Connect's: {Names(holders.Select(item => item.Account))}. {NameIt}"),
            (_, > 1) => Reading.Unknown<FoundAccount>(
                $"Several accounts carry Entra Connect's description: {Names(described.Select(item => item.Account))}. {NameIt}"),
            _ when candidates.Any(candidate => candidate.HoldsReplicationRights) => Reading.Unknown<FoundAccount>(
                $"{Names(candidates.Where(item => item.HoldsReplicationRights).Select(item => item.Account))} may replicate passwords, but neither name nor description is Entra Connect's. {NameIt}"),
            _ => Reading.Unknown<FoundAccount>($"No enabled account has Entra Connect's name (MSOL_…) with its description or the replication rights. {NameIt}"),
        };
    }

    private static bool LooksLikeConnects(FoundAccount account) =>
        account.SamAccountName.StartsWith("MSOL_", StringComparison.OrdinalIgnoreCase)
        || account.SamAccountName.StartsWith("AAD_", StringComparison.OrdinalIgnoreCase)
        || ConnectorDescription.Parse(account.Description) is not null;

    private static string Names(IEnumerable<FoundAccount> accounts) => string.Join(", ", accounts.Select(account => account.LogonName));
}
