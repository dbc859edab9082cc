using System.Security.Cryptography;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay.Envelope;

namespace PasswordWriteback.Api.Relays;

/// <summary>
/// The cloud's keys in Azure Key Vault, for a host of several instances: the versions of one secret, each a PKCS#8 key in PEM,
/// published when it was made. Every instance looks for new versions each hour; a new key signs after <see cref="CloudKeys.Lead"/>,
/// when all instances and relays have it.
/// </summary>
/// <param name="vault">The vault.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is told.</param>
public sealed partial class CloudKeyVault(SecretClient vault, TimeProvider time, ILogger<CloudKeyVault> logger) : BackgroundService
{
    /// <summary>The secret.</summary>
    public const string SecretName = "cloud-signing-key";

    /// <summary>Age at which the newest key gets a successor.</summary>
    public static readonly TimeSpan KeyAge = TimeSpan.FromDays(90);

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private CloudKeys? _keys;

    /// <summary>The keys, once they are open.</summary>
    public CloudKeys Keys => _keys ?? throw new InvalidOperationException("The keys are not open yet.");

    /// <summary>Reads the keys; makes the first one when there is none.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var found = await ReadNewAsync(cancellationToken).ConfigureAwait(false);
        if (found.Count == 0)
        {
            await MakeAsync(cancellationToken).ConfigureAwait(false);
            found = await ReadNewAsync(cancellationToken).ConfigureAwait(false);
        }

        _keys = new CloudKeys(found, time);
    }

    /// <summary>Publishes keys that were made elsewhere, and a new one when the newest is old. For one instance at a time.</summary>
    public async Task RollAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        if (time.GetUtcNow() - Keys.NewestAt >= KeyAge)
        {
            await MakeAsync(cancellationToken).ConfigureAwait(false);
            await RefreshAsync(cancellationToken).ConfigureAwait(false);
            Rolled(logger, Keys.Published[^1].Kid, Keys.NewestAt + CloudKeys.Lead);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await RefreshAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                NotRead(logger, e.Message, e);
            }
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        foreach (var key in await ReadNewAsync(cancellationToken).ConfigureAwait(false))
        {
            Keys.Add(key);
        }
    }

    private async Task<IReadOnlyList<CloudKey>> ReadNewAsync(CancellationToken cancellationToken)
    {
        var keys = new List<CloudKey>();
        await foreach (var version in vault.GetPropertiesOfSecretVersionsAsync(SecretName, cancellationToken).ConfigureAwait(false))
        {
            if (version.Enabled != false && !_read.Contains(version.Version))
            {
                var secret = (await vault.GetSecretAsync(SecretName, version.Version, cancellationToken).ConfigureAwait(false)).Value;
                var key = ECDsa.Create();
                key.ImportFromPem(secret.Value);
                keys.Add(new CloudKey(new SigningKey(key), secret.Properties.CreatedOn ?? time.GetUtcNow()));
                _read.Add(version.Version);
            }
        }

        return keys;
    }

    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await vault.SetSecretAsync(SecretName, key.ExportPkcs8PrivateKeyPem(), cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Information, "A new key {KeyId} was made for signing commands; it signs from {From} on.")]
    private static partial void Rolled(ILogger logger, string keyId, DateTimeOffset from);

    [LoggerMessage(LogLevel.Warning, "The vault could not be asked for new keys that sign commands; it is asked again in an hour: {Why}")]
    private static partial void NotRead(ILogger logger, string why, Exception exception);
}
