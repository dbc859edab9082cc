using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using PasswordWriteback.Graph.Requests;

namespace PasswordWriteback.Graph.Readers;

/// <summary>Reads and sets <c>authorizationPolicy.allowedToUseSSPR</c>: whether administrators may reset their own passwords. The route documents no <c>$select</c>.</summary>
internal sealed class AuthorizationPolicyReader(GraphServiceClient graph)
{
    /// <summary>The question, for a batch.</summary>
    public RequestInformation Question => graph.Policies.AuthorizationPolicy.ToGetRequestInformation();

    public async Task<bool> AdministratorsMayResetAsync(CancellationToken cancellationToken)
    {
        var policy = await graph.Policies.AuthorizationPolicy.GetAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        return policy?.AllowedToUseSSPR ?? throw new UnexpectedAnswerException("Graph's authorization policy does not say allowedToUseSSPR");
    }

    /// <summary>Sets it, and reads it back until it shows: Graph answers from replicas.</summary>
    /// <exception cref="UnexpectedAnswerException">Graph accepted the change, and does not show it.</exception>
    public async Task<bool> SetAsync(bool administratorsMayReset, Func<CancellationToken, Task> pause, CancellationToken cancellationToken)
    {
        await graph.Policies.AuthorizationPolicy
            .PatchAsync(new AuthorizationPolicy { AllowedToUseSSPR = administratorsMayReset }, cancellationToken: cancellationToken).ConfigureAwait(false);
        for (var reads = 0; reads < MaxReadsBack; reads++)
        {
            if (reads > 0)
            {
                await pause(cancellationToken).ConfigureAwait(false);
            }

            if (await AdministratorsMayResetAsync(cancellationToken).ConfigureAwait(false) == administratorsMayReset)
            {
                return administratorsMayReset;
            }
        }

        throw new UnexpectedAnswerException("Graph accepted the change of allowedToUseSSPR, but reads back the old value: look again in a few minutes");
    }

    private const int MaxReadsBack = 3;
}
