using Microsoft.Graph;
using PasswordWriteback.Core;

namespace PasswordWriteback.Graph;

/// <summary>
/// Reads <c>onPremisesSynchronization.features.passwordWritebackEnabled</c>, where the identity may: the route has delegated
/// permissions only, so an app by itself does not even ask.
/// </summary>
internal sealed class SyncFeatureReader(GraphServiceClient graph, HeldPermissions permissions)
{
    public async Task<Reading<bool>> PasswordWritebackFlagAsync(CancellationToken cancellationToken)
    {
        var held = await permissions.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (held.Delegated.Count == 0)
        {
            return Reading.Unknown<bool>("only a signed-in Global Administrator may read it (OnPremDirectorySynchronization.Read.All, delegated), not an app by itself");
        }

        var answer = await graph.Directory.OnPremisesSynchronization
            .GetAsync(request => request.QueryParameters.Select = ["id", "features"], cancellationToken)
            .ConfigureAwait(false);
        return answer?.Value is [{ Features.PasswordWritebackEnabled: { } flag }, ..]
            ? Reading.Known(flag)
            : Reading.Unknown<bool>("Graph's synchronization features do not say passwordWritebackEnabled");
    }
}
