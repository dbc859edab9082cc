using Microsoft.Graph;
using Microsoft.Graph.Models;
using PasswordWriteback.Core;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Graph.Requests;

namespace PasswordWriteback.Graph.Readers;

/// <summary>
/// Reads and sets <c>onPremisesSynchronization.features.passwordWritebackEnabled</c>, where the identity may: the route has delegated
/// permissions only, so an app by itself does not even ask. Microsoft documents the flag as not in use: it decides nothing.
/// </summary>
internal sealed class SyncFeatureReader(GraphServiceClient graph, HeldPermissions permissions)
{
    public async Task<Reading<bool>> PasswordWritebackFlagAsync(CancellationToken cancellationToken)
    {
        var held = await permissions.ReadAsync(cancellationToken).ConfigureAwait(false);
        return held.Delegated.Count == 0
            ? NotByAnApp("Read.All")
            : await ReadAsync(cancellationToken).ConfigureAwait(false) is { Features.PasswordWritebackEnabled: { } flag }
                ? Reading.Known(flag)
                : Reading.Unknown<bool>("Graph's synchronization features do not say passwordWritebackEnabled");
    }

    /// <summary>Sets the flag and reads it back. Whether it does anything is another question: it decides nothing.</summary>
    public async Task<Reading<bool>> SetPasswordWritebackFlagAsync(bool on, CancellationToken cancellationToken)
    {
        var held = await permissions.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (held.Delegated.Count == 0)
        {
            return NotByAnApp("ReadWrite.All");
        }

        if (await ReadAsync(cancellationToken).ConfigureAwait(false) is not { Id: { } id })
        {
            return Reading.Unknown<bool>("Graph knows no synchronization of this tenant");
        }

        await graph.Directory.OnPremisesSynchronization[id]
            .PatchAsync(
                new OnPremisesDirectorySynchronization { Features = new() { PasswordWritebackEnabled = on } },
                cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        return await ReadAsync(cancellationToken).ConfigureAwait(false) is { Features.PasswordWritebackEnabled: { } now } && now == on
            ? Reading.Known(on)
            : Reading.Unknown<bool>("Graph accepted the change, but does not read it back");
    }

    private async Task<OnPremisesDirectorySynchronization?> ReadAsync(CancellationToken cancellationToken)
    {
        var answer = await graph.Directory.OnPremisesSynchronization
            .GetAsync(request => request.QueryParameters.Select = ["id", "features"], cancellationToken)
            .ConfigureAwait(false);
        return answer?.Value is [{ } only, ..] ? only : throw new UnexpectedAnswerException("Graph named no synchronization of the tenant");
    }

    private static Reading<bool> NotByAnApp(string permission) => Reading.Unknown<bool>(
        $"only a signed-in Global Administrator has it (OnPremDirectorySynchronization.{permission}, delegated), not an app by itself");
}
