using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Storage.Audit;

namespace PasswordWriteback.Storage.Relays;

/// <summary>What went to relays and came from them, as far as later messages are judged by it.</summary>
/// <param name="database">The store.</param>
/// <param name="time">Dates what is stored.</param>
public sealed class RelayTraffic(Database database, TimeProvider time)
{
    /// <summary>How long sent commands are kept, as long as a relay keeps them: longer than the longest run (50 days in one forest).</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(90);

    /// <summary>How long uploads and codes are kept: long after the answer, or the enrolment, that they belong to.</summary>
    public static readonly TimeSpan UploadRetention = TimeSpan.FromDays(40);

    /// <summary>Uploads that are taken of one relay within 24 hours: a relay that went wrong cannot fill the store.</summary>
    public const int UploadsPerDay = 1000;

    /// <summary>Records that a command goes to a relay, before it does. Another attempt of the same command counts up.</summary>
    public Task CommandSentAsync(RelayCommand command, Guid relayId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        return database.WriteAsync(
            session => session.ExecuteAsync(
                """
                INSERT INTO relay_command (command_id, relay_key, run_id, attempts, sent_at)
                SELECT @commandId, relay.key, @RunId, 1, @now FROM relay WHERE relay.relay_id = @relayId
                ON CONFLICT (command_id) DO UPDATE SET attempts = relay_command.attempts + 1, relay_key = excluded.relay_key
                """,
                new { commandId = command.CommandId.ToString("D"), command.RunId, relayId = relayId.ToString("D"), now = Now() }),
            cancellationToken);
    }

    /// <summary>A command that was sent; null when none was.</summary>
    public Task<SentCommand?> FindCommandAsync(Guid commandId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => await session.FirstOrDefaultAsync<CommandRow>(
                """
                SELECT tenant.tenant_id AS TenantId, relay.relay_id AS RelayId, relay_command.run_id AS RunId
                FROM relay_command JOIN relay ON relay.key = relay_command.relay_key JOIN tenant ON tenant.key = relay.tenant_key
                WHERE relay_command.command_id = @commandId
                """,
                new { commandId = commandId.ToString("D") }).ConfigureAwait(false) is { } row
                    ? new SentCommand(commandId, Guid.Parse(row.TenantId), Guid.Parse(row.RelayId), row.RunId)
                    : null,
            cancellationToken);

    /// <summary>
    /// The first command of a run in a forest, with the relay that it went to last: the one whose server the run has read. Null when
    /// none was sent.
    /// </summary>
    public Task<SentCommand?> FirstCommandAsync(string runId, string forest, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => await session.FirstOrDefaultAsync<CommandRow>(
                """
                SELECT relay_command.command_id AS CommandId, tenant.tenant_id AS TenantId, relay.relay_id AS RelayId, relay_command.run_id AS RunId
                FROM relay_command JOIN relay ON relay.key = relay_command.relay_key JOIN tenant ON tenant.key = relay.tenant_key
                WHERE relay_command.run_id = @runId AND LOWER(relay.forest) = LOWER(@forest)
                ORDER BY relay_command.sent_at LIMIT 1
                """,
                new { runId, forest }).ConfigureAwait(false) is { } row
                    ? new SentCommand(Guid.Parse(row.CommandId), Guid.Parse(row.TenantId), Guid.Parse(row.RelayId), row.RunId)
                    : null,
            cancellationToken);

    /// <summary>The commands that were sent to a relay for runs that have not ended, answered ones included; oldest first.</summary>
    public Task<IReadOnlyList<SentCommand>> OpenCommandsAsync(Guid relayId, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<SentCommand>>(
            async session => [.. (await session.QueryAsync<CommandRow>(
                """
                SELECT relay_command.command_id AS CommandId, tenant.tenant_id AS TenantId, relay.relay_id AS RelayId, relay_command.run_id AS RunId
                FROM relay_command JOIN relay ON relay.key = relay_command.relay_key JOIN tenant ON tenant.key = relay.tenant_key
                    JOIN run ON run.run_id = relay_command.run_id
                WHERE relay.relay_id = @relayId AND run.state IN ('Accepted', 'Running') ORDER BY relay_command.sent_at
                """,
                new { relayId = relayId.ToString("D") }).ConfigureAwait(false))
                    .Select(row => new SentCommand(Guid.Parse(row.CommandId), Guid.Parse(row.TenantId), Guid.Parse(row.RelayId), row.RunId))],
            cancellationToken);

    /// <summary>Remembers the id of a message or a proof until a time; false when it was known.</summary>
    public Task<bool> RememberAsync(string messageId, DateTimeOffset until, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session => await session.ExecuteAsync(
                "INSERT INTO relay_message (message_id, expires_at) VALUES (@messageId, @until) ON CONFLICT (message_id) DO NOTHING",
                new { messageId, until = StoredTime.Of(until) }).ConfigureAwait(false) == 1,
            cancellationToken);

    /// <summary>Whether the id of a message was remembered.</summary>
    public Task<bool> SeenAsync(string messageId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => await session.ScalarAsync<int>("SELECT COUNT(*) FROM relay_message WHERE message_id = @messageId", new { messageId }).ConfigureAwait(false) == 1,
            cancellationToken);

    /// <summary>Stores a reply that is too long for a message. Storing it twice is storing it once.</summary>
    /// <param name="relayId">Whose.</param>
    /// <param name="sha256">SHA-256 of its UTF-8 bytes, lower-case hexadecimal.</param>
    /// <param name="content">The reply, JSON text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the relay has uploaded as much as it may; nothing was stored.</returns>
    public Task<bool> SaveUploadAsync(Guid relayId, string sha256, string content, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var since = StoredTime.Of(time.GetUtcNow() - TimeSpan.FromDays(1));
                var recent = await session.ScalarAsync<int>(
                    "SELECT COUNT(*) FROM relay_upload JOIN relay ON relay.key = relay_upload.relay_key WHERE relay.relay_id = @relayId AND uploaded_at > @since",
                    new { relayId = relayId.ToString("D"), since }).ConfigureAwait(false);
                if (recent >= UploadsPerDay)
                {
                    return false;
                }

                await session.ExecuteAsync(
                    """
                    INSERT INTO relay_upload (relay_key, sha256, content, uploaded_at)
                    SELECT relay.key, @sha256, @content, @now FROM relay WHERE relay.relay_id = @relayId
                    ON CONFLICT (relay_key, sha256) DO NOTHING
                    """,
                    new { relayId = relayId.ToString("D"), sha256, content, now = Now() }).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <summary>What a relay uploaded under a hash; null when nothing.</summary>
    public Task<string?> FindUploadAsync(Guid relayId, string sha256, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.ScalarAsync<string>(
                "SELECT content FROM relay_upload JOIN relay ON relay.key = relay_upload.relay_key WHERE relay.relay_id = @relayId AND sha256 = @sha256",
                new { relayId = relayId.ToString("D"), sha256 }),
            cancellationToken);

    /// <summary>
    /// Stores a heartbeat. Each process has an instance of its own, and a restart brings a new one; an instance that comes back after
    /// another was heard, or that still speaks after another has started, means two live processes with one identity: a line of the
    /// audit says so, at most once an hour. One that comes late, after a newer one, is dropped.
    /// </summary>
    /// <returns>Whether a second live process was seen.</returns>
    public Task<bool> HeartbeatAsync(Guid relayId, RelayHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(heartbeat);
        return database.WriteAsync(
            async session =>
            {
                var known = await session.FirstOrDefaultAsync<InstanceRow>(
                    $"""
                    SELECT tenant.tenant_id AS TenantId, tenant.owner AS Owner, relay.instance AS Instance, relay.earlier_instance AS EarlierInstance,
                        relay.heartbeat AS Heartbeat, relay.heartbeat_at AS HeartbeatAt, relay.duplicate_seen_at AS DuplicateSeenAt, relay.heartbeat_sent_at AS HeartbeatSentAt
                    FROM relay JOIN tenant ON tenant.key = relay.tenant_key WHERE relay.relay_id = @relayId{session.ForUpdate}
                    """,
                    new { relayId = relayId.ToString("D") }).ConfigureAwait(false);
                if (known is null)
                {
                    return false;
                }

                // What is dated later than now counts as of now: else one heartbeat from the future would make all others late ones.
                var now = time.GetUtcNow();
                var instance = heartbeat.Instance.ToString("N");
                var sent = Math.Min(StoredTime.Of(heartbeat.SentAt), StoredTime.Of(now));
                if (known.HeartbeatSentAt >= sent)
                {
                    return false;
                }

                var returned = known.Instance is not null && known.Instance != instance
                    && (known.EarlierInstance == instance || StoredTime.Of(heartbeat.StartedAt) < known.StartedAt);
                var tell = returned && (known.DuplicateSeenAt is not { } seen || StoredTime.Of(now) - seen >= TimeSpan.FromHours(1).TotalMilliseconds);
                await session.ExecuteAsync(
                    """
                    UPDATE relay SET heartbeat = @heartbeat, heartbeat_at = @now, heartbeat_sent_at = @sent,
                        earlier_instance = CASE WHEN instance = @instance THEN earlier_instance ELSE instance END, instance = @instance,
                        duplicate_seen_at = CASE WHEN @returned THEN @now ELSE duplicate_seen_at END
                    WHERE relay_id = @relayId
                    """,
                    new { relayId = relayId.ToString("D"), heartbeat = RelayRow.Write(heartbeat), now = StoredTime.Of(now), sent, instance, returned }).ConfigureAwait(false);
                if (tell)
                {
                    await AuditLog.AppendAsync(session, new AuditEntry(
                        Guid.Parse(known.TenantId), known.Owner, now, $"relay:{relayId:D}", AuditAction.RelayDuplicated, RunId: null,
                        $"Two processes speak with the identity of this relay in turns, now on {heartbeat.HostName}. If the second is not yours, its key was copied: revoke the relay.")).ConfigureAwait(false);
                }

                return returned;
            },
            cancellationToken);
    }

    /// <summary>Erases what no later message can be judged by.</summary>
    /// <returns>Rows erased.</returns>
    public Task<int> SweepAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var old = StoredTime.Of(time.GetUtcNow() - Retention);
                var oldUpload = StoredTime.Of(time.GetUtcNow() - UploadRetention);
                return await session.ExecuteAsync("DELETE FROM relay_message WHERE expires_at < @now", new { now = Now() }).ConfigureAwait(false)
                    + await session.ExecuteAsync("DELETE FROM relay_command WHERE sent_at < @old", new { old }).ConfigureAwait(false)
                    + await session.ExecuteAsync("DELETE FROM relay_upload WHERE uploaded_at < @oldUpload", new { oldUpload }).ConfigureAwait(false)
                    + await session.ExecuteAsync("DELETE FROM relay_code WHERE issued_at < @oldUpload", new { oldUpload }).ConfigureAwait(false);
            },
            cancellationToken);

    private long Now() => StoredTime.Of(time.GetUtcNow());

    private sealed class CommandRow
    {
        public string CommandId { get; set; } = "";

        public string TenantId { get; set; } = "";

        public string RelayId { get; set; } = "";

        public string RunId { get; set; } = "";
    }

    private sealed class InstanceRow
    {
        public string TenantId { get; set; } = "";

        public string Owner { get; set; } = "";

        public string? Instance { get; set; }

        public string? EarlierInstance { get; set; }

        public string? Heartbeat { get; set; }

        public long? HeartbeatAt { get; set; }

        /// <summary>When the process that was heard last started, by its own clock, and not after it was heard.</summary>
        public long? StartedAt => Heartbeat is null ? null : Math.Min(StoredTime.Of(RelayRow.ReadHeartbeat(Heartbeat).StartedAt), HeartbeatAt!.Value);

        public long? DuplicateSeenAt { get; set; }

        public long? HeartbeatSentAt { get; set; }
    }
}
