using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.ActiveDirectory.Coverage;

/// <summary>A number of users, and how many of them every right of the profile reaches.</summary>
/// <param name="Users">Enabled users.</param>
/// <param name="Covered">Of them, those with every right.</param>
public sealed record CoverageCount(int Users, int Covered);

/// <summary>Enabled users that the tenant knows, joined by SID (onPremisesSecurityIdentifier).</summary>
/// <param name="Synced">Those that the tenant has.</param>
/// <param name="Licensed">Of them, those licensed for writeback; unknown where the tenant's list does not say.</param>
/// <param name="SelfService">Of the licensed, those whom self-service password reset is on for; unknown where the tenant's list does not say.</param>
/// <param name="OutsideContainers">
/// Enabled users in scope that the tenant has although they lie outside of Entra Connect's containers, so that they are not among the
/// others: another server synchronizes them, or the containers were changed since. Null where the containers are not known.
/// </param>
public sealed record TenantCounts(
    CoverageCount Synced,
    Reading<CoverageCount> Licensed,
    Reading<CoverageCount> SelfService,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? OutsideContainers = null);

/// <summary>What a share of covered users may be a share of: each among the one before. Each is shown by itself; none stands for another.</summary>
/// <param name="InScope">Enabled users in scope.</param>
/// <param name="InConnectContainers">Of them, those in containers that Entra Connect synchronizes.</param>
/// <param name="InTenant">
/// Of those in the containers, those that the tenant knows: only where its list was given. Where the containers are not known, of those in scope.
/// </param>
public sealed record CoverageDenominators(CoverageCount InScope, Reading<CoverageCount> InConnectContainers, Reading<TenantCounts> InTenant);

/// <summary>What the tenant says of one user.</summary>
/// <param name="Licensed">Whether it is licensed for writeback; null where the list does not say.</param>
/// <param name="SelfService">Whether self-service password reset is on for it; null where the list does not say.</param>
public readonly record struct TenantUser(bool? Licensed, bool? SelfService);

/// <summary>Counts the denominators.</summary>
/// <param name="containersUnknown">Why Entra Connect's containers are not known; null: they are.</param>
/// <param name="tenantUnknown">Why the tenant's users are not known; null: they are.</param>
public sealed class DenominatorTally(string? containersUnknown, string? tenantUnknown)
{
    private readonly Counter _scope = new();
    private readonly Counter _containers = new();
    private readonly Counter _synced = new();
    private readonly Counter _licensed = new();
    private readonly Counter _selfService = new();
    private int _outside;
    private bool _licenceUnsaid;
    private bool _selfServiceUnsaid;

    /// <summary>Adds an enabled user in scope.</summary>
    /// <param name="covered">Whether every right of the profile reaches it.</param>
    /// <param name="inContainers">Whether it lies in a container that Entra Connect synchronizes; without meaning where the containers are not known.</param>
    /// <param name="inTenant">What the tenant says of it; null: the tenant has no such user.</param>
    public void Add(bool covered, bool inContainers, TenantUser? inTenant)
    {
        _scope.Add(covered);
        if (inContainers)
        {
            _containers.Add(covered);
        }

        if (inTenant is not { } tenant)
        {
            return;
        }

        if (!inContainers && containersUnknown is null)
        {
            _outside++;
            return;
        }

        _synced.Add(covered);
        _licenceUnsaid |= tenant.Licensed is null;
        _selfServiceUnsaid |= tenant.SelfService is null;
        if (tenant.Licensed == true)
        {
            _licensed.Add(covered);
            if (tenant.SelfService == true)
            {
                _selfService.Add(covered);
            }
        }
    }

    /// <summary>The sum so far.</summary>
    public CoverageDenominators Summarize() => new(
        _scope.Count,
        containersUnknown is null ? Reading.Known(_containers.Count) : Reading.Unknown<CoverageCount>(containersUnknown),
        tenantUnknown is not null
            ? Reading.Unknown<TenantCounts>(tenantUnknown)
            : Reading.Known(new TenantCounts(
                _synced.Count,
                _licenceUnsaid ? Reading.Unknown<CoverageCount>("The tenant's list does not say of every user whether it is licensed.") : Reading.Known(_licensed.Count),
                _licenceUnsaid || _selfServiceUnsaid
                    ? Reading.Unknown<CoverageCount>("The tenant's list does not say of every user whether it is licensed and self-service password reset is on for it.")
                    : Reading.Known(_selfService.Count),
                containersUnknown is null ? _outside : null)));

    private sealed class Counter
    {
        private int _users;
        private int _covered;

        public CoverageCount Count => new(_users, _covered);

        public void Add(bool covered)
        {
            _users++;
            _covered += covered ? 1 : 0;
        }
    }
}
