namespace PasswordWriteback.Api.Authorization;

/// <summary>The app roles of the API, as the <c>roles</c> claim of a token names them.</summary>
public static class ApiRoles
{
    /// <summary>Read tenants, runs, reports and the audit.</summary>
    public const string RunsRead = "Runs.Read";

    /// <summary>Start and cancel runs that only read.</summary>
    public const string RunsStart = "Runs.Start";

    /// <summary>Start and cancel runs that write, approve plans, confirm steps.</summary>
    public const string RunsApply = "Runs.Apply";

    /// <summary>Register, change and erase tenants, and manage their relays.</summary>
    public const string TenantsManage = "Tenants.Manage";

    /// <summary>See every owner's tenants; grants nothing by itself.</summary>
    public const string TenantsAll = "Tenants.All";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [RunsRead, RunsStart, RunsApply, TenantsManage, TenantsAll];
}
