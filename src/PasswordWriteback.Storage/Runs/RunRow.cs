using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Backends;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Runs;

/// <summary>A row of the table run, with its tenant's id.</summary>
internal sealed class RunRow
{
    public const string Select = $"{Columns} {From}";

    private const string Columns = """
        SELECT r.key AS Key, r.tenant_key AS TenantKey, t.tenant_id AS TenantId, r.run_id AS RunId, r.mode AS Mode, r.state AS State,
            r.cause AS Cause, r.started_by AS StartedBy, r.started_at AS StartedAt, r.finished_at AS FinishedAt, r.verdict AS Verdict,
            r.plan_of AS PlanOf, r.rollback_of AS RollbackOf, r.minimum_password_age_zero AS MinimumPasswordAgeZero,
            r.administrators_may_reset AS AdministratorsMayReset, r.set_writeback_feature_flag AS SetWritebackFeatureFlag,
            r.failure AS Failure, r.request_hash AS RequestHash, r.version AS Version
        """;

    private const string From = "FROM run r JOIN tenant t ON t.key = r.tenant_key";

    public long Key { get; set; }

    public long TenantKey { get; set; }

    public string TenantId { get; set; } = "";

    public string RunId { get; set; } = "";

    public string Mode { get; set; } = "";

    public string State { get; set; } = "";

    public string Cause { get; set; } = "";

    public string StartedBy { get; set; } = "";

    public long StartedAt { get; set; }

    public long? FinishedAt { get; set; }

    public string? Verdict { get; set; }

    public string? PlanOf { get; set; }

    public string? RollbackOf { get; set; }

    public bool MinimumPasswordAgeZero { get; set; }

    public bool? AdministratorsMayReset { get; set; }

    public bool SetWritebackFeatureFlag { get; set; }

    public string? Failure { get; set; }

    public string? RequestHash { get; set; }

    public long Version { get; set; }

    /// <summary>The report; only of a query that asks for it.</summary>
    public string? Report { get; set; }

    /// <summary>The run of a tenant in scope; null when there is none.</summary>
    public static Task<RunRow?> FindAsync(Session session, TenantScope scope, Guid tenantId, string runId) =>
        FirstAsync(session, $"{Select} {InScope(scope)}", scope, tenantId, runId);

    /// <summary>The run of a tenant in scope that an administrator has consented to; null when there is none.</summary>
    public static Task<RunRow?> FindConsentedAsync(Session session, TenantScope scope, Guid tenantId, string runId, bool withReport) =>
        FirstAsync(
            session,
            $"{Columns}{(withReport ? ", p.report AS Report" : "")} {From} {(withReport ? "LEFT JOIN run_report p ON p.run_key = r.key" : "")} {InScope(scope)} AND t.consented_at IS NOT NULL AND t.state <> 'Pending'",
            scope,
            tenantId,
            runId);

    public RunRecord ToRecord() => new()
    {
        RunId = RunId,
        TenantId = Guid.ParseExact(TenantId, "D"),
        Mode = Enum.Parse<RunMode>(Mode),
        State = Enum.Parse<RunState>(State),
        Trigger = Enum.Parse<RunTrigger>(Cause),
        StartedBy = StartedBy,
        StartedAt = StoredTime.Read(StartedAt),
        FinishedAt = StoredTime.Read(FinishedAt),
        Verdict = Verdict is null ? null : Enum.Parse<Verdict>(Verdict),
        PlanOf = PlanOf,
        RollbackOf = RollbackOf,
        MinimumPasswordAgeZero = MinimumPasswordAgeZero,
        AdministratorsMayReset = AdministratorsMayReset,
        SetWritebackFeatureFlag = SetWritebackFeatureFlag,
        Failure = Failure,
        Version = Version,
    };

    private static string InScope(TenantScope scope) =>
        $"WHERE r.run_id = @runId AND t.tenant_id = @tenantId {(scope.Owner is null ? "" : "AND t.owner = @Owner")}";

    private static Task<RunRow?> FirstAsync(Session session, string sql, TenantScope scope, Guid tenantId, string runId) =>
        session.FirstOrDefaultAsync<RunRow>(sql, new { runId, tenantId = TenantRow.Id(tenantId), scope.Owner });
}
