namespace PasswordWriteback.Relay.Ldap;

/// <summary>A bound connection to one domain controller. Real LDAP and the simulated forest both stand behind it.</summary>
public interface IDirectoryConnection : IAsyncDisposable
{
    /// <summary>Host name of the domain controller, as it names itself (rootDSE dnsHostName) or as it was connected to.</summary>
    string Server { get; }

    /// <summary>Reads entries, page by page. Never follows referrals.</summary>
    /// <exception cref="DirectoryException">The server refused, vanished, or did not answer within the deadline.</exception>
    IAsyncEnumerable<DirectoryEntry> SearchAsync(DirectorySearch search, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the DACL of an object with one modify, the SD_FLAGS control set to DACL only:
    /// owner, group and SACL are not part of the write (MS-ADTS 3.1.1.3.4.1.11).
    /// </summary>
    /// <param name="dn">The object.</param>
    /// <param name="descriptor">A self-relative security descriptor; only its DACL and the DACL's control bits count.</param>
    /// <param name="cancellationToken">Cancels the wait, not a write that was sent.</param>
    /// <exception cref="DirectoryException">The server refused, vanished, or did not answer within the deadline.</exception>
    Task WriteDaclAsync(string dn, ReadOnlyMemory<byte> descriptor, CancellationToken cancellationToken);
}

/// <summary>Opens connections to domain controllers, with the identity and the trust that were configured once.</summary>
public interface IDirectoryConnector
{
    /// <summary>The clock by which a controller is waited for before another one is tried beside it.</summary>
    TimeProvider Time => TimeProvider.System;

    /// <summary>
    /// Connects and binds. The attempt has a deadline; it never blocks longer.
    /// </summary>
    /// <param name="hostName">Host name or address, with an optional <c>:port</c>.</param>
    /// <param name="cancellationToken">Gives up earlier.</param>
    /// <exception cref="DirectoryException">Unknown host, refused, bad certificate, bad credentials, no answer in time.</exception>
    Task<IDirectoryConnection> ConnectAsync(string hostName, CancellationToken cancellationToken);

    /// <summary>Whether the host let a caller wait in vain within the last minute: where another will do, it is asked last.</summary>
    /// <param name="hostName">As for <see cref="ConnectAsync"/>.</param>
    bool IsSilent(string hostName) => false;

    /// <summary>Host names of domain controllers to begin with: those configured, else those that DNS names for the machine's domain.</summary>
    /// <exception cref="DirectoryException">Nothing is configured and DNS names none.</exception>
    Task<IReadOnlyList<string>> LocateAsync(CancellationToken cancellationToken);
}
