using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Relays;

/// <summary>
/// The address of this API as relays see it. Proofs are bound to it, so it is never taken from a request that came over the network:
/// whoever got hold of a proof for another address would only have to send that address as the host.
/// </summary>
/// <param name="options">The host's settings.</param>
internal sealed class RelayAddress(ApiOptions options)
{
    /// <summary>The API's root; ends with a slash.</summary>
    /// <exception cref="ApiProblemException">The host has no public address, and was not asked on loopback.</exception>
    public Uri Of(HttpContext http)
    {
        if (options.PublicUrl is { } address)
        {
            return new Uri($"{address.AbsoluteUri.TrimEnd('/')}/");
        }

        return Uri.TryCreate($"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/", UriKind.Absolute, out var asked) && asked.IsLoopback
            ? asked
            : throw new ApiProblemException(ApiProblem.Of(
                RelayProblems.AddressUnknown, "Relays prove their keys for one address. Set PublicUrl to the address that they reach this host under."));
    }

    /// <summary>The exact address of a request.</summary>
    public Uri Exact(HttpContext http) => new(Of(http), http.Request.Path.Value!.TrimStart('/'));
}
