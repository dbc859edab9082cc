using System.Text.Json.Nodes;
using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.EntraConnect.PowerShell;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.EntraConnect;

/// <summary>
/// Entra Connect on this server, through the cmdlets of its module ADSync in Windows PowerShell 5.1. One call at a time. What the
/// cmdlet says about its success decides nothing: the switch is read back.
/// </summary>
/// <param name="runner">Runs the scripts.</param>
/// <param name="folder">A folder that only the relay may enter, for configuration exports; each is removed as soon as it is read.</param>
/// <param name="time">The clock.</param>
public sealed class EntraConnectServer(PowerShellRunner runner, string folder, TimeProvider time) : IEntraConnectServer, IDisposable
{
    /// <summary>The identifier of the Entra connector, the same on every server; its name is not.</summary>
    public const string EntraConnector = "b891884f-051e-4a83-95af-2544101c9083";

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>How long a reading may take. Default: 5 minutes (the export of a large configuration takes its time).</summary>
    public TimeSpan ReadLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long looking for Entra Connect may take. Default: 1 minute.</summary>
    public TimeSpan FindLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long turning the switch may take; it onboards the tenant in the cloud. Default: 5 minutes.</summary>
    public TimeSpan SwitchLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Entra Connect where the relay runs; where it cannot be, a stand-in that says why.</summary>
    /// <param name="stateFolder">The relay's state folder.</param>
    /// <param name="time">The clock.</param>
    public static IEntraConnectServer Here(string stateFolder, TimeProvider time) => OperatingSystem.IsWindows()
        ? new EntraConnectServer(new PowerShellRunner(new PowerShellOptions(), time), Path.Combine(stateFolder, "connect"), time)
        : new NoEntraConnect(
            "Entra Connect runs on Windows, and this relay does not: enrol a relay on the Entra Connect server to have it read and switched.");

    /// <inheritdoc />
    public async Task<Reading<ConnectReading>> ReadAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadOneAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public async Task<bool> IsAbsentAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var answer = await runner.RunAsync("FindConnect.ps1", new JsonObject(), FindLimit, cancellationToken).ConfigureAwait(false);
            return answer["module"] is JsonValue module && module.TryGetValue<bool>(out var hasModule) && !hasModule
                && answer["service"] is JsonValue service && service.TryGetValue<bool>(out var hasService) && !hasService;
        }
        catch (PowerShellException)
        {
            return false;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public async Task<Reading<ConnectSwitchResult>> SetWritebackAsync(bool enabled, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var before = await ReadOneAsync(cancellationToken).ConfigureAwait(false);
            return before.IsKnown
                ? await TurnAsync(before.Value, enabled, cancellationToken).ConfigureAwait(false)
                : Reading.Unknown<ConnectSwitchResult>(before.UnknownReason);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private async Task<Reading<ConnectSwitchResult>> TurnAsync(ConnectReading before, bool enabled, CancellationToken cancellationToken)
    {
        if (before.WritebackEnabled == enabled)
        {
            return Reading.Known(new ConnectSwitchResult(before, before, []));
        }

        if ((SwitchRules.Refuse(before, enabled, time.GetUtcNow()) ?? SwitchRules.RefuseUnattended(before, enabled)) is { } refusal)
        {
            return Reading.Known(new ConnectSwitchResult(before, before, []) { NotTurned = refusal });
        }

        PowerShellException? failure = null;
        try
        {
            var asked = new JsonObject { ["entraConnector"] = EntraConnector, ["enable"] = enabled };
            await runner.RunAsync("SetConnectWriteback.ps1", asked, SwitchLimit, cancellationToken).ConfigureAwait(false);
        }
        catch (PowerShellException thrown)
        {
            failure = thrown;
        }

        var after = await ReadOneAsync(cancellationToken).ConfigureAwait(false);
        if (!after.IsKnown)
        {
            return Reading.Unknown<ConnectSwitchResult>(
                $"The switch may have been turned, but could not be read back: {after.UnknownReason}{(failure is null ? "" : $" Before that: {failure.Message}")}");
        }

        var differences = ConnectComparison.OtherDifferences(before, after.Value);
        return Reading.Known(new ConnectSwitchResult(before, after.Value, differences)
        {
            NotTurned = after.Value.WritebackEnabled == enabled ? null : SwitchFailures.Explain(before, enabled, failure),
        });
    }

    private async Task<Reading<ConnectReading>> ReadOneAsync(CancellationToken cancellationToken)
    {
        var export = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        try
        {
            DurableFile.CreateFolder(folder);
            var asked = new JsonObject { ["entraConnector"] = EntraConnector, ["exportFolder"] = export };
            var answer = await runner.RunAsync("ReadConnect.ps1", asked, ReadLimit, cancellationToken).ConfigureAwait(false);
            return ConnectFacts.Read(answer, ConnectExport.Read(export));
        }
        catch (PowerShellException failure)
        {
            return Reading.Unknown<ConnectReading>(SwitchFailures.Unreadable(failure));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Reading.Unknown<ConnectReading>($"Entra Connect could not be read: the relay cannot use {folder}: {failure.Message}");
        }
        finally
        {
            RemoveExports();
        }
    }

    // Those of a process that died are among them. One that a scanner still holds goes next time.
    private void RemoveExports()
    {
        try
        {
            if (Directory.Exists(folder))
            {
                foreach (var export in Directory.GetDirectories(folder))
                {
                    Directory.Delete(export, recursive: true);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Next time.
        }
    }
}
