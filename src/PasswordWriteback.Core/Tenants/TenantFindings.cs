using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Tenants;

/// <summary>Judges what was read about the tenant.</summary>
public static class TenantFindings
{
    /// <summary>
    /// The age from which synchronization counts as late: six of the 30-minute cycles that are Entra Connect's default.
    /// </summary>
    public static TimeSpan LateAfter { get; } = TimeSpan.FromHours(3);

    /// <summary>TEN001 (hybrid), TEN002 (permissions) and TEN003 (recent synchronization), in this order.</summary>
    public static IReadOnlyList<Finding> Judge(TenantReading reading, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return [Hybrid(reading.Organization), Permissions(reading.HeldPermissions), RecentSync(reading.Organization, now)];
    }

    private static Finding Hybrid(Reading<Organization> organization)
    {
        if (!organization.IsKnown)
        {
            return Make(FindingCodes.TenantIsHybrid, FindingStatus.Unknown, $"The tenant is not known: {organization.UnknownReason}.");
        }

        var tenant = organization.Value;
        var facts = new JsonObject { ["displayName"] = tenant.DisplayName, ["onPremisesSyncEnabled"] = tenant.OnPremisesSyncEnabled };
        return tenant.OnPremisesSyncEnabled switch
        {
            true => Make(
                FindingCodes.TenantIsHybrid, FindingStatus.Met, $"{tenant.DisplayName} synchronizes from an on-premises directory.", facts),
            false => Make(
                FindingCodes.TenantIsHybrid,
                FindingStatus.NotMet,
                $"{tenant.DisplayName} was synchronized from an on-premises directory, but synchronization was turned off.",
                facts,
                "Turn directory synchronization on again in Microsoft Entra Connect, if the tenant is to stay hybrid. In a cloud-only tenant there is nothing to write back to."),
            null => Make(
                FindingCodes.TenantIsHybrid,
                FindingStatus.NotMet,
                $"{tenant.DisplayName} has never been synchronized from an on-premises directory: there is nothing to write back to.",
                facts,
                "Install Microsoft Entra Connect and synchronize the users first. A cloud-only tenant needs no password writeback."),
        };
    }

    private static Finding Permissions(Reading<IReadOnlyList<string>> held)
    {
        if (!held.IsKnown)
        {
            return Make(FindingCodes.AppPermissions, FindingStatus.Unknown, $"The app's permissions are not known: {held.UnknownReason}.");
        }

        var missing = GraphPermissions.ForApp.Where(permission => !permission.IsHeld(held.Value)).ToList();
        var names = missing.Select(permission => permission.Name).Distinct(StringComparer.Ordinal).ToList();
        var facts = new JsonObject { ["held"] = List(held.Value), ["missing"] = List(names) };
        if (missing.Count == 0)
        {
            return Make(FindingCodes.AppPermissions, FindingStatus.Met, "The app holds every Graph permission that the checks need.", facts);
        }

        var blinded = string.Join("; ", missing.Select(permission => $"without {permission.Name} ({permission.Route}): {string.Join(", ", permission.Blinds)}"));
        return Make(
            FindingCodes.AppPermissions,
            FindingStatus.NotMet,
            $"The app lacks {string.Join(", ", names)}. Findings that cannot be made {blinded}.",
            facts,
            $"Add {string.Join(", ", names)} (application permissions of Microsoft Graph) to the app registration, and let an administrator of the tenant consent.");
    }

    private static Finding RecentSync(Reading<Organization> organization, DateTimeOffset now)
    {
        const string code = FindingCodes.DirectorySyncRecent;
        if (!organization.IsKnown)
        {
            return Make(code, FindingStatus.Unknown, $"The last synchronization is not known: {organization.UnknownReason}.");
        }

        if (organization.Value.OnPremisesSyncEnabled is not true)
        {
            return Make(code, FindingStatus.NotApplicable, "The tenant is not synchronized.");
        }

        if (organization.Value.OnPremisesLastSync is not { } last)
        {
            return Make(
                code, FindingStatus.NotMet, "Synchronization is enabled, but has never run to its end.", facts: null, LookAtConnect);
        }

        var age = now - last;
        if (age < -ClockSkew)
        {
            return Make(
                code,
                FindingStatus.Unknown,
                $"The last synchronization ended at {last:u}, which is in the future: the clock of this backend, which says {now:u}, is behind.",
                facts: null,
                "Set the clock of the backend's machine by NTP; tokens and signed commands depend on it, too.");
        }

        var facts = new JsonObject { ["lastSync"] = last.ToString("O"), ["ageMinutes"] = (long)age.TotalMinutes };
        return age <= LateAfter
            ? Make(code, FindingStatus.Met, $"The last synchronization ended at {last:u}.", facts)
            : Make(
                code,
                FindingStatus.NotMet,
                $"The last synchronization ended at {last:u}, {(long)age.TotalHours} hours ago; more than {LateAfter.TotalHours:0} hours is late.",
                facts,
                LookAtConnect);
    }

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private const string LookAtConnect =
        "Look at Synchronization Service Manager on the active Entra Connect server, and at Get-ADSyncScheduler: is SyncCycleEnabled true, the server not in staging mode, its credential valid?";

    private static JsonArray List(IEnumerable<string> values) => [.. values.Select(value => (JsonNode)value)];

    private static Finding Make(string code, FindingStatus status, string summary, JsonObject? facts = null, string? remedy = null) =>
        new(code, status, Subject: "", new Evidence(summary, facts), remedy);
}
