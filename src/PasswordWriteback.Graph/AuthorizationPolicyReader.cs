using Microsoft.Graph;

namespace PasswordWriteback.Graph;

/// <summary>Reads <c>authorizationPolicy.allowedToUseSSPR</c>: whether administrators may reset their own passwords.</summary>
internal sealed class AuthorizationPolicyReader(GraphServiceClient graph)
{
    public async Task<bool> AdministratorsMayResetAsync(CancellationToken cancellationToken)
    {
        var policy = await graph.Policies.AuthorizationPolicy.GetAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        return policy?.AllowedToUseSSPR ?? throw new UnexpectedAnswerException("Graph's authorization policy does not say allowedToUseSSPR");
    }
}
