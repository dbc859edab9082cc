using System.DirectoryServices.Protocols;
using PasswordWriteback.Relay.Ldap.Location;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>Opens LDAP connections with one identity and one trust. Credentials never travel in the clear.</summary>
/// <param name="options">Servers, identity, trust, deadlines.</param>
/// <param name="time">The clock for how long a host is waited for and, if it is silent, remembered; null for the system's.</param>
public sealed class LdapDirectoryConnector(LdapOptions options, TimeProvider? time = null) : IDirectoryConnector
{
    private readonly SilentHosts _silent = new(time ?? TimeProvider.System);

    /// <inheritdoc />
    public TimeProvider Time { get; } = time ?? TimeProvider.System;

    /// <inheritdoc />
    public bool IsSilent(string hostName) => _silent.SilenceOf(Address(hostName)) > TimeSpan.Zero;

    /// <inheritdoc />
    public async Task<IDirectoryConnection> ConnectAsync(string hostName, CancellationToken cancellationToken)
    {
        var address = Address(hostName);
        RefuseUnprotected(address);

        // What a host was waited for a moment ago counts towards its deadline: nobody waits twice for the same silence.
        var silence = _silent.SilenceOf(address);
        if (silence >= options.ConnectTimeout)
        {
            throw LdapFaults.Timeout(address.Host, $"answer within {options.ConnectTimeout.TotalSeconds:0.#} s a moment ago, and is left alone for a minute", inner: null);
        }

        var asked = Time.GetTimestamp();
        var trust = CertificateTrust.Load(options.CaFile, address.Host);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.ConnectTimeout - silence);
        try
        {
            await new LdapProbe(address, trust).CheckAsync(deadline.Token).ConfigureAwait(false);
            var connection = await BlockingCall.RunAsync(() => Bind(address, trust, deadline.Token), options.ConnectTimeout, deadline.Token).ConfigureAwait(false);
            var open = await LdapDirectoryConnection.OpenAsync(connection, address, options.RequestTimeout, deadline.Token).ConfigureAwait(false);
            _silent.Forget(address);
            return open;
        }
        catch (Exception exception) when (exception is TimeoutException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _silent.NoteTimeout(address);
            throw LdapFaults.Timeout(address.Host, $"answer within {options.ConnectTimeout.TotalSeconds:0.#} s", exception);
        }
        catch (OperationCanceledException)
        {
            _silent.Note(address, silence + Time.GetElapsedTime(asked));
            throw;
        }
        catch (LdapException exception)
        {
            throw LdapFaults.Bind(exception, address, options.Identity);
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> LocateAsync(CancellationToken cancellationToken) => options.Servers.Count > 0
        ? options.Servers
        : await new DomainControllerLocator(options.ConnectTimeout).LocateAsync(options.Domain, cancellationToken).ConfigureAwait(false);

    private ServerAddress Address(string hostName)
    {
        try
        {
            // A controller that discovery names is reached on the port that was configured for it, if one was.
            var configured = options.Servers
                .Select(server => ServerAddress.Parse(server, options.EffectiveSecurity))
                .FirstOrDefault(server => string.Equals(server.Host, hostName, StringComparison.OrdinalIgnoreCase));
            return configured ?? ServerAddress.Parse(hostName, DefaultSecurity());
        }
        catch (FormatException exception)
        {
            throw new DirectoryException(
                DirectoryFault.UnknownHost, hostName, exception.Message, "Name the server as in dc1.contoso.com or ldaps://dc1.contoso.com:636.", exception);
        }
    }

    private LdapSecurity DefaultSecurity() => options.Security == LdapSecurity.Automatic
        && options.Servers.Count > 0
        && options.Servers.All(server => server.StartsWith("ldaps://", StringComparison.OrdinalIgnoreCase))
        ? LdapSecurity.Ldaps
        : options.EffectiveSecurity;

    private void RefuseUnprotected(ServerAddress address)
    {
        if (options.Identity.IsOwn && address.Security != LdapSecurity.SealedKerberos && !OperatingSystem.IsWindows())
        {
            throw new DirectoryException(
                DirectoryFault.Unprotected,
                address.Host,
                $"A Kerberos sign-in to {address} over TLS is not possible with libldap.",
                "Leave ldaps:// and StartTLS away: on port 389 Kerberos signs and seals by itself. Or name a user and a password file.");
        }

        if (!options.Identity.IsOwn && (address.Security == LdapSecurity.SealedKerberos || (address.Security == LdapSecurity.Ldaps && address.Port == 389)))
        {
            throw new DirectoryException(
                DirectoryFault.Unprotected,
                address.Host,
                $"The password of {options.Identity} would travel to {address} in the clear; nothing was sent.",
                "Use port 636 (LDAPS) or StartTLS.");
        }
    }

    private LdapConnection Bind(ServerAddress address, CertificateTrust trust, CancellationToken abandoned)
    {
        if (OperatingSystem.IsLinux())
        {
            LibldapDefaults.Ensure();
        }

        var identifier = new LdapDirectoryIdentifier(address.Host, address.Port, fullyQualifiedDnsHostName: true, connectionless: false);
        var connection = new LdapConnection(identifier) { AutoBind = false, Timeout = options.ConnectTimeout };
        try
        {
            connection.SessionOptions.ProtocolVersion = 3;
            connection.SessionOptions.ReferralChasing = ReferralChasingOptions.None;
            if (OperatingSystem.IsWindows())
            {
                WindowsBind.Bind(connection, address, trust, options.Identity);
            }
            else if (OperatingSystem.IsLinux())
            {
                LinuxBind.Bind(connection, address, trust, options.Identity);
            }
            else
            {
                throw new PlatformNotSupportedException("The relay runs on Windows and Linux.");
            }

            abandoned.ThrowIfCancellationRequested();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
