using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.Permissions;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>Entra Connect on the machine where the command runs. It says where the users are when the command line does not.</summary>
internal static class LocalConnect
{
    /// <summary>Its configuration, for a look; null where the command line says which users, or where there is none that can be read.</summary>
    public static async Task<ConnectReading?> FindAsync(PermissionSettings settings, IEntraConnectServer? server, CancellationToken cancellationToken) =>
        SaysWhich(settings) ? null : (await ReadAsync(server, cancellationToken).ConfigureAwait(false)).Value;

    /// <summary>Its configuration, where a command cannot go on without knowing which users; null where the command line says so.</summary>
    /// <param name="settings">What the command line says.</param>
    /// <param name="server">Stands in for the one of this machine; null: that one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UsageException">Neither says which users.</exception>
    public static async Task<ConnectReading?> RequireAsync(PermissionSettings settings, IEntraConnectServer? server, CancellationToken cancellationToken)
    {
        if (SaysWhich(settings))
        {
            return null;
        }

        var connect = await ReadAsync(server, cancellationToken).ConfigureAwait(false);
        return connect.IsKnown
            ? connect.Value
            : throw new UsageException(
                $"Which users? What Entra Connect synchronizes is not known here. {connect.UnknownReason}",
                "Give --scope DN for each unit that holds them, or --domain-wide for the whole domain.");
    }

    /// <summary>Its configuration, or why it is not known.</summary>
    /// <param name="server">Stands in for the one of this machine; null: that one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Reading<ConnectReading>> ReadAsync(IEntraConnectServer? server, CancellationToken cancellationToken)
    {
        // Not the service's folder: whoever reads removes all exports that it finds there.
        var folder = Directory.CreateTempSubdirectory("pwb-connect-");
        try
        {
            var here = server ?? EntraConnectServer.Here(folder.FullName, TimeProvider.System);
            using (here as IDisposable)
            {
                return await here.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool SaysWhich(PermissionSettings settings) => settings.Scopes.Count > 0 || settings.DomainWide;
}
