namespace PasswordWriteback.Api.Runs;

/// <summary>Where runs are found.</summary>
internal static class RunPaths
{
    public static string Of(Guid tenantId, string runId) => $"/api/tenants/{tenantId}/runs/{Uri.EscapeDataString(runId)}";
}
