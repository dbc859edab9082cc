using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>Where <c>coverage</c> gets its facts from.</summary>
/// <param name="Directory">Reaches the forest.</param>
/// <param name="ReadConnectAsync">Reads Entra Connect.</param>
/// <param name="Time">The clock.</param>
internal sealed record CoverageSources(
    Func<LdapOptions, IDirectoryConnector> Directory, Func<CancellationToken, Task<Reading<ConnectReading>>> ReadConnectAsync, TimeProvider Time)
{
    /// <summary>Domain controllers over LDAP, and Entra Connect on this machine.</summary>
    public static CoverageSources Here { get; } = new(
        options => new LdapDirectoryConnector(options, TimeProvider.System), ReadConnectHereAsync, TimeProvider.System);

    private static async Task<Reading<ConnectReading>> ReadConnectHereAsync(CancellationToken cancellationToken)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("pwb-connect-");
        var server = EntraConnectServer.Here(folder.FullName, TimeProvider.System);
        try
        {
            return await server.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            (server as IDisposable)?.Dispose();
            folder.Delete(recursive: true);
        }
    }
}
