using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>Whether the PDC emulators of a forest answer. It is the only role holder that a write, or a user's new password, waits for.</summary>
public static class PdcEmulatorReach
{
    /// <summary>Asks all at once, each within the connector's deadline.</summary>
    /// <param name="connector">Opens the connections.</param>
    /// <param name="forest">The forest. A domain without a PDC emulator is left out: that is a finding of its own.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>One sentence for each that does not answer.</returns>
    public static async Task<IReadOnlyList<string>> FindSilentAsync(IDirectoryConnector connector, DirectoryForest forest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connector);
        ArgumentNullException.ThrowIfNull(forest);
        var asked = await Task.WhenAll(forest.Domains.Select(domain => domain.PdcEmulator).OfType<DomainController>()
            .Select(pdc => AskAsync(connector, pdc, cancellationToken))).ConfigureAwait(false);
        return [.. asked.OfType<string>()];
    }

    private static async Task<string?> AskAsync(IDirectoryConnector connector, DomainController pdc, CancellationToken cancellationToken)
    {
        try
        {
            await (await connector.ConnectAsync(pdc.HostName, cancellationToken).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            return null;
        }
        catch (DirectoryException exception)
        {
            return $"{pdc.HostName}, the PDC emulator of {pdc.Domain}, cannot be used: {exception.Message} Until it is back, or the role is seized, "
                + "no permission can be written in that domain.";
        }
    }
}
