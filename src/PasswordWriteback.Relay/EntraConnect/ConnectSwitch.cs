using System.Text.Json;
using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.EntraConnect;

/// <summary>
/// Turns the writeback switch. What was configured before is on disk before anything is turned, so that a command which is
/// carried out again after the process died still answers with what was there before it, and compares with that.
/// </summary>
/// <param name="server">The Entra Connect server.</param>
/// <param name="stateFolder">The relay's state folder; the configurations lie in its subfolder <c>switches</c>, by command id.</param>
internal sealed class ConnectSwitch(IEntraConnectServer server, string stateFolder)
{
    /// <summary>Turns it, and compares the configuration before and after.</summary>
    /// <exception cref="InvalidDataException">An earlier attempt's file is damaged; nothing was turned.</exception>
    public async Task<Reading<ConnectSwitchResult>> TurnAsync(SetConnectWriteback command, CancellationToken cancellationToken)
    {
        var path = PathOf(stateFolder, command);
        var earlier = Earlier(stateFolder, command);
        if (earlier is null)
        {
            var before = await server.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (command.Enabled && WrongTenant.Find(command.TenantId, before) is { } wrong)
            {
                return Reading.Unknown<ConnectSwitchResult>(wrong);
            }

            if (before.IsKnown)
            {
                DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(before.Value, RelayStateJson.Readable.ConnectReading));
            }
        }

        var turned = await server.SetWritebackAsync(command.Enabled, cancellationToken).ConfigureAwait(false);
        return earlier is not null && turned.IsKnown
            ? Reading.Known(turned.Value with
            {
                Before = earlier,
                OtherDifferences = ConnectComparison.OtherDifferences(earlier, turned.Value.After),
            })
            : turned;
    }

    /// <summary>The file that holds what was configured before a command.</summary>
    public static string PathOf(string stateFolder, SetConnectWriteback command) =>
        Path.Combine(stateFolder, "switches", $"{command.CommandId:N}.json");

    /// <summary>What was configured before an earlier attempt of a command; null when there was none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static ConnectReading? Earlier(string stateFolder, SetConnectWriteback command)
    {
        var path = PathOf(stateFolder, command);
        return File.Exists(path) ? Read(path) : null;
    }

    private static ConnectReading Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), RelayStateJson.Readable.ConnectReading) is { Settings: not null } reading
                ? reading
                : throw new InvalidDataException($"{path} is no configuration of Entra Connect.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} is no configuration of Entra Connect: {exception.Message}", exception);
        }
    }
}
