using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using PasswordWriteback.Graph.Requests;

namespace PasswordWriteback.Graph.Identity;

/// <summary>
/// The app's certificate in Azure Key Vault, read when it is first needed and again every few hours: Key Vault renews it in place,
/// and the one before stays good for weeks. The key lies in the secret of the same name
/// (learn.microsoft.com/azure/key-vault/certificates/about-certificates, composition of a certificate).
/// </summary>
internal sealed class VaultCertificate(SecretClient vault, string name, string? version, TimeProvider time) : IDisposable
{
    /// <summary>How long a certificate is used before Key Vault is asked again.</summary>
    public static readonly TimeSpan ReadAgainAfter = TimeSpan.FromHours(4);

    private const string Pem = "application/x-pem-file";

    private readonly SemaphoreSlim _reading = new(1, 1);
    private X509Certificate2? _certificate;
    private DateTimeOffset _readAt;

    /// <summary>The certificate. While Key Vault cannot be read, the one that was read before goes on.</summary>
    /// <exception cref="UnexpectedAnswerException">There is none yet, and it cannot be read.</exception>
    public async ValueTask<X509Certificate2> GetAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_certificate is { } held && time.GetUtcNow() - _readAt < ReadAgainAfter)
            {
                return held;
            }

            _certificate = await ReadAsync(cancellationToken).ConfigureAwait(false);
            _readAt = time.GetUtcNow();
            return _certificate;
        }
        catch (UnexpectedAnswerException) when (_certificate is not null)
        {
            return _certificate;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _reading.Dispose();

    private async Task<X509Certificate2> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var secret = (await vault.GetSecretAsync(name, version, cancellationToken: cancellationToken).ConfigureAwait(false)).Value;
            var certificate = secret.Properties.ContentType == Pem
                ? X509Certificate2.CreateFromPem(secret.Value, secret.Value)
                : X509CertificateLoader.LoadPkcs12(Convert.FromBase64String(secret.Value), password: null);
            return certificate.HasPrivateKey ? certificate : throw Unusable("it has no private key", inner: null);
        }
        catch (RequestFailedException failed)
        {
            throw Unusable(
                failed.Status switch
                {
                    0 => "the vault cannot be reached",
                    403 => $"the vault refused (403 {failed.ErrorCode}): the host's identity needs the role Key Vault Secrets User, and its network the way in",
                    404 => "the vault has no such certificate (404)",
                    _ => $"the vault answered {failed.Status} {failed.ErrorCode}",
                },
                failed);
        }
        catch (AuthenticationFailedException failed)
        {
            throw Unusable($"the host's identity gives no token for it ({failed.GetType().Name})", failed);
        }
        catch (Exception unreadable) when (unreadable is FormatException or CryptographicException)
        {
            // The exception could quote the secret.
            throw Unusable("what the vault holds under this name is no certificate with its key", inner: null);
        }
    }

    private UnexpectedAnswerException Unusable(string why, Exception? inner) =>
        new($"the app's certificate {name} in {vault.VaultUri.Host} cannot be used: {why}", inner);
}
