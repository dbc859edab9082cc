using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>Agrees on TLS once, to say exactly what is wrong with a certificate.</summary>
internal static class TlsProbe
{
    private const string TrustRemedy =
        "Name the CA that issued the domain controllers' certificates (--ca), and reach the server by a name that its certificate holds.";

    /// <exception cref="DirectoryException">The certificate is not trusted, does not fit the name, or no TLS is spoken there.</exception>
    public static async Task<SslStream> HandshakeAsync(
        Stream stream, ServerAddress address, CertificateTrust trust, CancellationToken cancellationToken)
    {
        string? complaint = null;
        var tls = new SslStream(stream, leaveInnerStreamOpen: true);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = address.Host,
                    CertificateChainPolicy = trust.ChainPolicy(),
                    RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                    {
                        complaint = Complaint(address, certificate as X509Certificate2, chain, errors);
                        return errors == SslPolicyErrors.None;
                    },
                },
                cancellationToken).ConfigureAwait(false);
            return tls;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw new DirectoryException(
                DirectoryFault.Certificate,
                address.Host,
                complaint ?? $"{address} does not speak TLS, or ended the handshake.",
                complaint is null ? "Check the port (LDAPS listens on 636), and that the domain controller has a certificate for server authentication." : TrustRemedy,
                exception);
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static string? Complaint(ServerAddress address, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return $"{address} sent no certificate.";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            var status = chain?.ChainStatus.Select(item => item.Status).Aggregate(X509ChainStatusFlags.NoError, (all, item) => all | item) ?? X509ChainStatusFlags.NoError;
            return status.HasFlag(X509ChainStatusFlags.NotTimeValid)
                ? $"The certificate of {address} is not valid now: it runs from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}."
                : $"The certificate of {address} was issued by {certificate.Issuer}, which is not a trusted authority ({status}).";
        }

        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? $"The certificate of {address} is not for that name: it names {Names(certificate)}."
            : null;
    }

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(item => item.ToString())))
            .ToList();
        return names.Count > 0 ? string.Join(", ", names) : certificate.Subject;
    }
}
