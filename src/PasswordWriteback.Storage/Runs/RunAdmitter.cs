using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Backends;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Runs;

/// <summary>Decides whether a run may start, and stores it. The tenant's row is locked meanwhile, so starts of a tenant come one after another.</summary>
internal static class RunAdmitter
{
    private const string Flag = "onPremisesSynchronization.features.passwordWritebackEnabled to true";

    public static async Task<RunAdmission> AdmitAsync(Session session, TenantScope scope, NewRun run, DateTimeOffset now)
    {
        var tenant = await TenantRow.FindAsync(session, scope, run.TenantId, forUpdate: true).ConfigureAwait(false);
        if (tenant is null)
        {
            return new RunAdmission(RunAdmissionKind.NoTenant, Run: null);
        }

        if (run.IdempotencyKey is not null
            && await FirstAsync(session, tenant, "r.idempotency_key = @IdempotencyKey", run).ConfigureAwait(false) is { } earlier)
        {
            return new RunAdmission(earlier.RequestHash == run.RequestHash ? RunAdmissionKind.Repeated : RunAdmissionKind.KeyReused, earlier.ToRecord());
        }

        if (tenant.State != nameof(TenantState.Active))
        {
            return new RunAdmission(RunAdmissionKind.NotActive, Run: null);
        }

        if (run.Mode is RunMode.Apply or RunMode.Rollback
            && await FirstAsync(session, tenant, "r.mode IN ('Apply', 'Rollback') AND r.state IN ('Accepted', 'Running')", run).ConfigureAwait(false) is { } writer)
        {
            return new RunAdmission(RunAdmissionKind.WriterBusy, writer.ToRecord());
        }

        await InsertAsync(session, tenant, run, now).ConfigureAwait(false);
        var action = run.Mode == RunMode.Rollback ? AuditAction.RollbackStarted : AuditAction.RunStarted;
        await AuditLog.AppendAsync(session, new AuditEntry(run.TenantId, tenant.Owner, now, run.StartedBy, action, run.RunId, Note(run))).ConfigureAwait(false);
        var stored = await FirstAsync(session, tenant, "r.run_id = @RunId", run).ConfigureAwait(false);
        return new RunAdmission(RunAdmissionKind.Admitted, stored!.ToRecord());
    }

    private static Task<RunRow?> FirstAsync(Session session, TenantRow tenant, string condition, NewRun run) =>
        session.FirstOrDefaultAsync<RunRow>(
            $"{RunRow.Select} WHERE r.tenant_key = @Key AND {condition}", new { tenant.Key, run.IdempotencyKey, run.RunId });

    private static Task<int> InsertAsync(Session session, TenantRow tenant, NewRun run, DateTimeOffset now) =>
        session.ExecuteAsync(
            """
            INSERT INTO run (tenant_key, run_id, mode, state, cause, started_by, started_at, plan_of, rollback_of, minimum_password_age_zero,
                administrators_may_reset, set_writeback_feature_flag, idempotency_key, request_hash)
            VALUES (@Key, @RunId, @mode, 'Accepted', @cause, @startedBy, @at, @PlanOf, @RollbackOf, @MinimumPasswordAgeZero,
                @AdministratorsMayReset, @SetWritebackFeatureFlag, @IdempotencyKey, @RequestHash)
            """,
            new
            {
                tenant.Key,
                run.RunId,
                mode = run.Mode.ToString(),
                cause = run.Trigger.ToString(),
                startedBy = StoredText.Of(run.StartedBy),
                at = StoredTime.Of(now),
                run.PlanOf,
                run.RollbackOf,
                tenant.MinimumPasswordAgeZero,
                run.AdministratorsMayReset,
                run.SetWritebackFeatureFlag,
                run.IdempotencyKey,
                run.RequestHash,
            });

    private static string Note(NewRun run) => What(run) + (run switch
    {
        { AdministratorsMayReset: { } allowed, SetWritebackFeatureFlag: true } => $" Asked to set {Policy(allowed)} and {Flag}.",
        { AdministratorsMayReset: { } allowed } => $" Asked to set {Policy(allowed)}.",
        { SetWritebackFeatureFlag: true } => $" Asked to set {Flag}.",
        _ => "",
    });

    private static string Policy(bool allowed) => $"authorizationPolicy.allowedToUseSSPR to {(allowed ? "true" : "false")}";

    private static string What(NewRun run) => run switch
    {
        { PlanOf: { } plan } => $"{run.Mode} of the plan of run {plan}, started by {run.Trigger}.",
        { RollbackOf: { } apply } => $"Rollback of run {apply}, started by {run.Trigger}.",
        _ => $"{run.Mode}, started by {run.Trigger}.",
    };
}
