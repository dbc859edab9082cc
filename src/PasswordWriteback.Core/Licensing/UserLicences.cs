using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Licensing;

/// <summary>
/// LIC002: every synchronized, enabled user holds Entra ID P1 or P2. Microsoft asks a licence of every user who benefits,
/// though the service does not enforce it. With a group, its members alone are counted, those of nested groups included.
/// Facts: <c>syncedEnabledUsers</c>, <c>licensed</c>, <c>shortfall</c>, <c>unassignedLicences</c>, <c>group</c>.
/// </summary>
public static class UserLicences
{
    /// <summary>Judges the counts.</summary>
    public static Finding Judge(LicenceReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (!reading.SyncedEnabledUsers.IsKnown)
        {
            return Unknown("how many users are synchronized", reading.SyncedEnabledUsers.UnknownReason);
        }

        if (!reading.SyncedEnabledUsersLicensed.IsKnown)
        {
            return Unknown("how many of the synchronized users are licensed", reading.SyncedEnabledUsersLicensed.UnknownReason);
        }

        var users = reading.SyncedEnabledUsers.Value;
        // The two counts are separate requests to an eventually consistent index: the second can be ahead of the first.
        var licensed = Math.Min(reading.SyncedEnabledUsersLicensed.Value, users);
        var shortfall = users - licensed;
        var facts = new JsonObject { ["syncedEnabledUsers"] = users, ["licensed"] = licensed, ["shortfall"] = shortfall };
        var where = "";
        if (reading.Group is { } group)
        {
            facts["group"] = group.ToString();
            where = $" of group {group}";
        }

        if (users == 0)
        {
            return Make(FindingStatus.NotApplicable, $"No enabled user{where} is synchronized from Active Directory.", facts, remedy: null);
        }

        if (shortfall == 0)
        {
            return Make(FindingStatus.Met, $"All {users} synchronized, enabled users{where} hold Entra ID P1 or P2.", facts, remedy: null);
        }

        var unassigned = Unassigned(reading.Skus);
        if (unassigned is { } free)
        {
            facts["unassignedLicences"] = free;
        }

        return Make(
            FindingStatus.NotMet,
            $"{shortfall} of {users} synchronized, enabled users{where} hold neither Entra ID P1 nor P2.",
            facts,
            Remedy(shortfall, unassigned));
    }

    /// <summary>Licences of qualifying products that nobody holds; null when the products are not known.</summary>
    private static int? Unassigned(Reading<IReadOnlyList<SubscribedSku>> skus) =>
        skus.IsKnown
            ? skus.Value
                .Where(sku => SkuStanding.Of(sku).Kind == SkuStandingKind.Qualifies)
                .Sum(sku => Math.Max(0, sku.EnabledUnits + sku.WarningUnits - sku.ConsumedUnits))
            : null;

    private static string Remedy(int shortfall, int? unassigned)
    {
        const string why = "Every user who resets a password with writeback needs a licence, even where nothing enforces it.";
        return unassigned switch
        {
            null or 0 => $"License {shortfall} more users, or leave them out of password reset. {why}",
            { } free when free >= shortfall => $"Assign {shortfall} of the {free} licences that nobody holds. {why}",
            { } free => $"Assign the {free} licences that nobody holds and buy {shortfall - free} more, or leave those users out of password reset. {why}",
        };
    }

    private static Finding Unknown(string what, string reason) =>
        Make(FindingStatus.Unknown, $"It is not known {what}: {reason}.", facts: null, remedy: null);

    private static Finding Make(FindingStatus status, string summary, JsonObject? facts, string? remedy) =>
        new(FindingCodes.UsersLicensed, status, Subject: "", new Evidence(summary, facts), remedy);
}
