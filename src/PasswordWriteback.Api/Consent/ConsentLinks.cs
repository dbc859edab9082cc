using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Api.Tenants;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Consent;

/// <summary>Makes consent links: each for one tenant of one owner, for one use.</summary>
internal sealed class ConsentLinks(ConsentStore consents, ApiOptions api, TimeProvider time)
{
    /// <summary>A new link; those made before stay good.</summary>
    /// <exception cref="ApiProblemException">The host has no app registration, or the tenant is gone meanwhile.</exception>
    public async Task<ConsentLinkView> CreateAsync(TenantRecord tenant, HttpRequest request, CancellationToken cancellationToken)
    {
        var options = api.Consent ?? throw new ApiProblemException(ApiProblem.Of(
            ConsentProblems.NotConfigured, "Configure the client id of the app registration at the host; docs/consent.md says what it needs."));
        var state = ConsentState.New();
        var expires = time.GetUtcNow() + options.LinkLifetime;
        try
        {
            await consents.CreateAsync(
                tenant.TenantId, tenant.Owner, state.Hash, ConsentState.HashOf(state.Nonce), expires, cancellationToken).ConfigureAwait(false);
        }
        catch (KeyNotFoundException)
        {
            throw new ApiProblemException(TenantLookup.NotFound(tenant.TenantId));
        }

        return new ConsentLinkView(new ConsentAddresses(options).Consent(tenant.TenantId, state, ReturnTo(request, api)), expires);
    }

    /// <summary>Where the sign-in service sends the browser back to.</summary>
    public static Uri ReturnTo(HttpRequest request, ApiOptions api) => new(
        api.PublicUrl ?? new Uri($"{request.Scheme}://{request.Host.ToUriComponent()}"), ConsentAddresses.ReturnPath);
}
