using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Relay.Commands;

/// <summary>
/// Whether Entra Connect on this server writes passwords back: then rights are not taken away, for users would meet errors. The cloud
/// turns the switch first; the relay does not depend on it. An Entra Connect on another server is asked by its own relay.
/// </summary>
internal static class WritebackOn
{
    /// <summary>The refusal of a rollback; null when it may go on, or when this server's Entra Connect does not say.</summary>
    public static Revoked? Refuse(RevokePermissions revoke, Reading<ConnectReading> connect) =>
        connect is { IsKnown: true, Value: { WritebackEnabled: true, Staging: false } server }
            ? new Revoked(
                revoke.CommandId,
                WriteOutcome.Refused,
                [],
                $"Writeback is on at {server.ServerName}, and rights are not taken away while it stays on. Turn the switch of Entra Connect off first.")
            : null;
}
