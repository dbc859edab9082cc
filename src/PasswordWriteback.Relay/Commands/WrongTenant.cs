using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Relay.Commands;

/// <summary>
/// Whether Entra Connect on this server says that the forest belongs to another tenant than the one a command is for. Rights given for
/// tenant A in the forest of tenant B would let A's administrators reset B's passwords: the cloud finds that (ADS003), and the
/// relay does not depend on it. Reading, taking back and turning off are allowed all the same.
/// </summary>
internal static class WrongTenant
{
    /// <summary>What speaks against it, as a sentence; null when nothing does, or when this server's Entra Connect does not say.</summary>
    /// <param name="tenantId">The tenant of the command.</param>
    /// <param name="connect">Entra Connect on this server.</param>
    public static string? Find(Guid tenantId, Reading<ConnectReading> connect) =>
        connect is { IsKnown: true, Value.TenantId: { } bound } && bound != tenantId
            ? $"Entra Connect on {connect.Value.ServerName} is bound to tenant {bound}; the command is for {tenantId}. Nothing was changed."
            : null;

    /// <summary>The refusal of a grant; null when it may go on.</summary>
    public static CommandFailed? Refuse(GrantPermissions grant, Reading<ConnectReading> connect) =>
        Find(grant.TenantId, connect) is { } why
            ? new CommandFailed(grant.CommandId, "WrongTenant", why, "Enrol this relay under the tenant that its Entra Connect server synchronizes to.")
            : null;
}
