using System.DirectoryServices.Protocols;
using System.Runtime.CompilerServices;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>A bound LDAP connection. One request at a time; a request that exceeds its deadline ends the connection.</summary>
internal sealed class LdapDirectoryConnection : IDirectoryConnection
{
    private readonly LdapConnection _connection;
    private readonly TimeSpan _requestTimeout;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private volatile bool _abandoned;

    private LdapDirectoryConnection(LdapConnection connection, string server, TimeSpan requestTimeout) =>
        (_connection, Server, _requestTimeout) = (connection, server, requestTimeout);

    public string Server { get; private set; }

    /// <summary>Wraps a bound connection and asks the server for its own name.</summary>
    public static async Task<LdapDirectoryConnection> OpenAsync(
        LdapConnection connection, ServerAddress address, TimeSpan requestTimeout, CancellationToken cancellationToken)
    {
        var opened = new LdapDirectoryConnection(connection, address.Host, requestTimeout);
        try
        {
            var root = await opened.ReadAsync(string.Empty, cancellationToken, "dnsHostName").ConfigureAwait(false);
            opened.Server = root.GetString("dnsHostName") ?? address.Host;
            return opened;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async IAsyncEnumerable<DirectoryEntry> SearchAsync(
        DirectorySearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(search);
        var what = search.BaseDn.Length == 0 ? "read rootDSE" : $"read {search.BaseDn}";
        var request = SearchMapping.ToRequest(search, _requestTimeout);
        var page = search.Depth == SearchDepth.Base ? null : new PageResultRequestControl(search.PageSize);
        if (page is not null)
        {
            request.Controls.Add(page);
        }

        do
        {
            var response = (SearchResponse)await SendAsync(request, what, cancellationToken).ConfigureAwait(false);
            foreach (SearchResultEntry entry in response.Entries)
            {
                yield return await CompleteAsync(SearchMapping.ToEntry(entry), search, cancellationToken).ConfigureAwait(false);
            }

            if (page is not null)
            {
                page.Cookie = response.Controls.OfType<PageResultResponseControl>().FirstOrDefault()?.Cookie ?? [];
            }
        }
        while (page?.Cookie.Length > 0);
    }

    public async Task WriteDaclAsync(string dn, ReadOnlyMemory<byte> descriptor, CancellationToken cancellationToken)
    {
        var change = new DirectoryAttributeModification { Name = "nTSecurityDescriptor", Operation = DirectoryAttributeOperation.Replace };
        change.Add(descriptor.ToArray());
        var request = new ModifyRequest(dn, change);
        request.Controls.Add(new SecurityDescriptorFlagControl(SecurityMasks.Dacl));
        await SendAsync(request, $"change the permissions of {dn}", cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        // An abandoned call still uses the native handle; its thread disposes of it when the library lets go.
        if (!_abandoned)
        {
            await _oneAtATime.WaitAsync().ConfigureAwait(false);
            _connection.Dispose();
            _oneAtATime.Dispose();
        }
    }

    // Active Directory returns 1,500 values at a time as "member;range=0-1499" (MS-ADTS 3.1.1.3.1.3.3); the rest is fetched here.
    private async Task<DirectoryEntry> CompleteAsync(DirectoryEntry entry, DirectorySearch search, CancellationToken cancellationToken)
    {
        while (RangedAttribute.FirstIncomplete(entry) is { } ranged)
        {
            var next = SearchMapping.ToRequest(
                DirectorySearch.Object(entry.Dn, ranged.Next) with { OwnerAndGroup = search.OwnerAndGroup }, _requestTimeout);
            var response = (SearchResponse)await SendAsync(next, $"read {entry.Dn}", cancellationToken).ConfigureAwait(false);
            entry = response.Entries.Count > 0 ? ranged.Append(entry, SearchMapping.ToEntry(response.Entries[0])) : ranged.Close(entry);
        }

        return entry;
    }

    private async Task<DirectoryResponse> SendAsync(DirectoryRequest request, string what, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_abandoned)
            {
                throw LdapFaults.Timeout(Server, $"answer an earlier request in time, so the connection was given up and did not {what}");
            }

            // The library's own limit comes first; ours catches what it does not.
            return await BlockingCall.RunAsync(
                () => Send(request), _requestTimeout + TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            _abandoned = true;
            if (cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            throw LdapFaults.Timeout(Server, $"{what} in time", exception);
        }
        catch (Exception exception) when (exception is LdapException or DirectoryOperationException)
        {
            throw LdapFaults.Request(exception, Server, what);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private DirectoryResponse Send(DirectoryRequest request)
    {
        try
        {
            return _connection.SendRequest(request, _requestTimeout);
        }
        finally
        {
            if (_abandoned)
            {
                _connection.Dispose();
            }
        }
    }
}
