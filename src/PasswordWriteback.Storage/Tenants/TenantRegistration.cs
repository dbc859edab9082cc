namespace PasswordWriteback.Storage.Tenants;

/// <summary>What an owner says about a tenant.</summary>
/// <param name="TenantId">The tenant's directory id.</param>
/// <param name="Name">Name for people, 1 to <see cref="MaxNameLength"/> characters.</param>
/// <param name="Forests">DNS names of the roots of its forests.</param>
/// <param name="CheckInterval">How often it is checked while all is well.</param>
/// <param name="MinimumPasswordAgeZero">Whether it wants a minimum password age of 0.</param>
public sealed record TenantRegistration(
    Guid TenantId, string Name, IReadOnlyList<string> Forests, TimeSpan CheckInterval, bool MinimumPasswordAgeZero)
{
    /// <summary>The longest name.</summary>
    public const int MaxNameLength = 200;
}

/// <summary>The tenant is being erased: it can be registered again when that is done. Nothing was stored.</summary>
public sealed class TenantDeletingException : Exception
{
    /// <summary>The tenant is being erased.</summary>
    /// <param name="tenantId">The tenant.</param>
    public TenantDeletingException(Guid tenantId)
        : base($"The tenant {tenantId} is being erased. Register it again when that is done.") => TenantId = tenantId;

    /// <summary>The tenant.</summary>
    public Guid TenantId { get; }
}
