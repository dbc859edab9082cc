using System.Text.Json;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Backends;

namespace PasswordWriteback.Storage.Tenants;

/// <summary>A row of the table tenant.</summary>
internal sealed class TenantRow
{
    public const string Columns = """
        t.key AS Key, t.tenant_id AS TenantId, t.owner AS Owner, t.name AS Name, t.sort_name AS SortName, t.state AS State,
        t.registered_at AS RegisteredAt, t.forests AS Forests, t.check_interval AS CheckInterval,
        t.minimum_password_age_zero AS MinimumPasswordAgeZero, t.consented_at AS ConsentedAt, t.consented_by AS ConsentedBy,
        t.next_check_at AS NextCheckAt, t.failed_checks AS FailedChecks, t.last_verdict AS LastVerdict, t.last_run_id AS LastRunId,
        t.last_checked_at AS LastCheckedAt, t.baseline_run_id AS BaselineRunId, t.version AS Version
        """;

    public long Key { get; set; }

    public string TenantId { get; set; } = "";

    public string Owner { get; set; } = "";

    public string Name { get; set; } = "";

    public string SortName { get; set; } = "";

    public string State { get; set; } = "";

    public long RegisteredAt { get; set; }

    public string Forests { get; set; } = "";

    public long CheckInterval { get; set; }

    public bool MinimumPasswordAgeZero { get; set; }

    public long? ConsentedAt { get; set; }

    public string? ConsentedBy { get; set; }

    public long? NextCheckAt { get; set; }

    public int FailedChecks { get; set; }

    public string? LastVerdict { get; set; }

    public string? LastRunId { get; set; }

    public long? LastCheckedAt { get; set; }

    public string? BaselineRunId { get; set; }

    public long Version { get; set; }

    public bool IsHolder => ConsentedAt is not null;

    /// <summary>The one record of a tenant that a scope sees: for everyone the holder's, else the only one registered.</summary>
    public static async Task<TenantRow?> FindAsync(Session session, TenantScope scope, Guid tenantId, bool forUpdate = false)
    {
        var owner = scope.Owner is null ? "" : "AND t.owner = @Owner";
        var rows = await session.QueryAsync<TenantRow>(
            $"SELECT {Columns} FROM tenant t WHERE t.tenant_id = @tenantId {owner} ORDER BY (t.consented_at IS NULL), t.key LIMIT 2{(forUpdate ? session.ForUpdate : "")}",
            new { tenantId = Id(tenantId), scope.Owner }).ConfigureAwait(false);
        return rows is [var only] ? only : rows is [{ IsHolder: true } holder, ..] ? holder : null;
    }

    public static Task<TenantRow?> LockAsync(Session session, long key) =>
        session.FirstOrDefaultAsync<TenantRow>($"SELECT {Columns} FROM tenant t WHERE t.key = @key{session.ForUpdate}", new { key });

    public static string Id(Guid tenantId) => tenantId.ToString("D");

    public TenantRecord ToRecord() => new()
    {
        TenantId = Guid.ParseExact(TenantId, "D"),
        Owner = Owner,
        Name = Name,
        State = Enum.Parse<TenantState>(State),
        RegisteredAt = StoredTime.Read(RegisteredAt),
        Forests = JsonSerializer.Deserialize(Forests, StorageJson.Default.IReadOnlyListString)!,
        CheckInterval = TimeSpan.FromMilliseconds(CheckInterval),
        MinimumPasswordAgeZero = MinimumPasswordAgeZero,
        ConsentedAt = StoredTime.Read(ConsentedAt),
        ConsentedBy = ConsentedBy,
        NextCheckAt = StoredTime.Read(NextCheckAt),
        FailedChecks = FailedChecks,
        LastVerdict = LastVerdict is null ? null : Enum.Parse<Verdict>(LastVerdict),
        LastRunId = LastRunId,
        LastCheckedAt = StoredTime.Read(LastCheckedAt),
        Version = Version,
    };
}
