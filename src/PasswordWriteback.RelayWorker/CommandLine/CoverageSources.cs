using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>Where <c>coverage</c> gets its facts from.</summary>
/// <param name="Directory">Reaches the forest.</param>
/// <param name="Connect">Stands in for Entra Connect of this machine; null: that one.</param>
/// <param name="Time">The clock.</param>
internal sealed record CoverageSources(Func<LdapOptions, IDirectoryConnector> Directory, IEntraConnectServer? Connect, TimeProvider Time)
{
    /// <summary>Domain controllers over LDAP, and Entra Connect of this machine.</summary>
    public static CoverageSources Here { get; } = new(options => new LdapDirectoryConnector(options, TimeProvider.System), Connect: null, TimeProvider.System);
}
