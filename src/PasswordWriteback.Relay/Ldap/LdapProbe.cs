using System.Net;
using System.Net.Sockets;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>
/// Knocks before the LDAP library does. The library answers every trouble with "server down" and may block for ever;
/// the probe tells an unknown name from a refused port, a bad certificate and a silent server, and can be cancelled.
/// </summary>
internal sealed class LdapProbe(ServerAddress address, CertificateTrust trust)
{
    // An extended request for StartTLS (RFC 4511 section 4.14.1), message id 1, and its answer with result code 0.
    private static readonly byte[] StartTlsRequest = [0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16, .. "1.3.6.1.4.1.1466.20037"u8];

    // An anonymous search for rootDSE, attributes "1.1" (none), message id 2 (RFC 4511 section 4.5.1): every DC answers it.
    private static readonly byte[] RootSearch =
    [
        0x30, 0x2a, 0x02, 0x01, 0x02, 0x63, 0x25, 0x04, 0x00, 0x0a, 0x01, 0x00, 0x0a, 0x01, 0x00, 0x02, 0x01, 0x01, 0x02, 0x01,
        0x0a, 0x01, 0x01, 0x00, 0x87, 0x0b, .. "objectClass"u8, 0x30, 0x05, 0x04, 0x03, .. "1.1"u8,
    ];

    /// <exception cref="DirectoryException">What is wrong with the server.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var socket = await ConnectAsync(await ResolveAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        var stream = new NetworkStream(socket, ownsSocket: false);
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                if (address.Security == LdapSecurity.StartTls)
                {
                    await RequestTlsAsync(stream, cancellationToken).ConfigureAwait(false);
                }

                if (address.Security == LdapSecurity.SealedKerberos)
                {
                    await ExpectAnswerAsync(stream, cancellationToken).ConfigureAwait(false);
                    return;
                }

                var tls = await TlsProbe.HandshakeAsync(stream, address, trust, cancellationToken).ConfigureAwait(false);
                await using (tls.ConfigureAwait(false))
                {
                    await ExpectAnswerAsync(tls, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (IOException exception)
            {
                throw new DirectoryException(
                    DirectoryFault.Unreachable, address.Host, $"{address} closed the connection.", LdapFaults.ReachRemedy, exception);
            }
        }
    }

    private async Task<IPAddress[]> ResolveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(address.Host, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            throw new DirectoryException(
                DirectoryFault.UnknownHost,
                address.Host,
                exception.SocketErrorCode == SocketError.TryAgain
                    ? $"The name {address.Host} could not be resolved: the DNS server did not answer."
                    : $"The name {address.Host} does not resolve.",
                "Check the spelling, and that this machine asks the domain's DNS servers.",
                exception);
        }
    }

    private async Task<Socket> ConnectAsync(IPAddress[] addresses, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, address.Port, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new DirectoryException(
                exception.SocketErrorCode == SocketError.TimedOut ? DirectoryFault.Timeout : DirectoryFault.Unreachable,
                address.Host,
                exception.SocketErrorCode == SocketError.ConnectionRefused
                    ? $"{address} refused the connection: nothing listens there."
                    : $"{address} cannot be reached ({exception.Message}).",
                LdapFaults.ReachRemedy,
                exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task RequestTlsAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(StartTlsRequest, cancellationToken).ConfigureAwait(false);
        var answer = await ReadMessageAsync(stream, cancellationToken).ConfigureAwait(false);
        var result = answer.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x0a, 0x01]);
        if (result < 0 || result + 2 >= answer.Length || answer[result + 2] != 0)
        {
            throw new DirectoryException(
                DirectoryFault.Certificate,
                address.Host,
                $"{address} does not offer StartTLS.",
                "Give the domain controller a certificate for server authentication, or use LDAPS on port 636.");
        }
    }

    private static async Task ExpectAnswerAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(RootSearch, cancellationToken).ConfigureAwait(false);
        _ = await ReadMessageAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    // The first piece of an answer is enough here: it is short, and its result code comes first.
    private static async Task<byte[]> ReadMessageAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[512];
        var count = await stream.ReadAtLeastAsync(buffer, 14, throwOnEndOfStream: true, cancellationToken).ConfigureAwait(false);
        return buffer[..count];
    }
}
