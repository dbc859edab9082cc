namespace PasswordWriteback.Storage.Tenants;

/// <summary>Whose tenants a query may see. There is no query without one.</summary>
public readonly record struct TenantScope
{
    private TenantScope(string? owner) => Owner = owner;

    /// <summary>The owner whose tenants are seen; null: everybody's.</summary>
    public string? Owner { get; }

    /// <summary>Everybody's tenants: for the system itself, and for callers who hold <c>Tenants.All</c>.</summary>
    public static TenantScope Everyone { get; } = new(null);

    /// <summary>One owner's tenants.</summary>
    /// <param name="owner">The portal that registered them.</param>
    public static TenantScope Of(string owner) => new(string.IsNullOrEmpty(owner) ? throw new ArgumentException("A scope needs an owner.", nameof(owner)) : owner);
}
