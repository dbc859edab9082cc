using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Tenants;

/// <summary>Problems about tenants.</summary>
public static class TenantProblems
{
    /// <summary>The id in the path is no GUID.</summary>
    public static ProblemCode IdInvalid { get; } = new("tenant-id-invalid", 400, "The tenant's id is not a GUID.");

    /// <summary>Not registered, or another owner's.</summary>
    public static ProblemCode NotFound { get; } = new("tenant-not-found", 404, "The caller has no such tenant.");

    /// <summary>No administrator has consented yet.</summary>
    public static ProblemCode Pending { get; } = new("tenant-pending", 409, "No administrator of the tenant has consented yet.");

    /// <summary>The tenant is being erased.</summary>
    public static ProblemCode Deleting { get; } = new("tenant-deleting", 409, "The tenant is being erased.");

    /// <summary>The record was changed since the caller read it.</summary>
    public static ProblemCode VersionConflict { get; } = new("version-conflict", 412, "The record is not in the version that the caller named.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } = [IdInvalid, NotFound, Pending, Deleting, VersionConflict];
}
