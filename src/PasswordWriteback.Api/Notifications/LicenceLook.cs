using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Subscriptions;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Notifications;

/// <summary>
/// Looks at the licences of one tenant. What differs from the last look starts a check, whose drift tells what it means; what does not
/// is written down and costs no run. The check is stored before the signals are forgotten, under a key made of the look and of what it
/// saw: killed in between, the next look finds the same run.
/// </summary>
public sealed partial class LicenceLook(
    LicenceWatchStore store,
    RunStarter starter,
    ITenantGraphs graphs,
    NotificationOptions options,
    NotificationCounts counts,
    TimeProvider time,
    Random random,
    ILogger<LicenceLook> logger)
{
    /// <summary>What the keys of such checks begin with. No caller may use it: a run of that key would be taken for the check.</summary>
    public const string KeyPrefix = "licence-change:";

    /// <summary>Looks, and starts a check if something changed.</summary>
    /// <returns>Whether one was started.</returns>
    /// <exception cref="LicencesUnknownException">Microsoft Graph did not say which licences there are.</exception>
    internal async Task<bool> LookAsync(LicenceWatch watch, CancellationToken cancellationToken)
    {
        var graph = await graphs.GetAsync(watch.TenantId, cancellationToken).ConfigureAwait(false);
        var reading = await graph.ReadLicencesAsync(cancellationToken).ConfigureAwait(false);
        if (!reading.Skus.IsKnown)
        {
            throw new LicencesUnknownException(reading.Skus.UnknownReason);
        }

        var before = watch.Picture is null ? null : JsonSerializer.Deserialize(watch.Picture, PictureJson.Default.LicencePicture);
        var seen = LicencePicture.Of(reading, before);
        var picture = JsonSerializer.Serialize(seen, PictureJson.Default.LicencePicture);
        var changes = before is null ? [] : seen.ChangesSince(before);
        var started = changes.Count > 0 && await StartAsync(watch, picture, changes, cancellationToken).ConfigureAwait(false);
        await store.SeenAsync(watch, picture, Pauses.Within(time.GetUtcNow(), options.LookEvery, random), options.Window, cancellationToken).ConfigureAwait(false);
        counts.Looked(before is null ? "First" : changes.Count > 0 ? "Changed" : "Unchanged");
        return started;
    }

    private async Task<bool> StartAsync(LicenceWatch watch, string picture, IReadOnlyList<string> changes, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(picture)))[..16];
        var run = new NewRun(
            starter.NewId(), watch.TenantId, RunMode.Check, RunTrigger.LicenceChange, LicenceChecks.Actor, IdempotencyKey: $"{KeyPrefix}{watch.Looks}:{hash}");
        var admission = await starter.StartAsync(TenantScope.Of(watch.Owner), run, cancellationToken).ConfigureAwait(false);
        Changed(logger, watch.TenantId, string.Join(" ", changes), admission.Run?.RunId, watch.Signals);
        return admission.Kind == RunAdmissionKind.Admitted;
    }

    [LoggerMessage(LogLevel.Information, "Tenant {TenantId}: licences changed. {Changes} Run {RunId} checks what it means ({Signals} notifications).")]
    private static partial void Changed(ILogger logger, Guid tenantId, string changes, string? runId, int signals);
}

/// <summary>Microsoft Graph did not say which licences there are.</summary>
/// <param name="why">Its reason, without a full stop.</param>
internal sealed class LicencesUnknownException(string why) : Exception(why);
