using Microsoft.AspNetCore.Http;

namespace PasswordWriteback.Api.Relays;

/// <summary>The address of this API as relays see it. Proofs are bound to it, so behind a proxy <see cref="ApiOptions.PublicUrl"/> has to be set.</summary>
/// <param name="options">The host's settings.</param>
internal sealed class RelayAddress(ApiOptions options)
{
    /// <summary>The API's root.</summary>
    public Uri Of(HttpContext http) => options.PublicUrl ?? new Uri($"{http.Request.Scheme}://{http.Request.Host}/");

    /// <summary>The exact address of a request.</summary>
    public Uri Exact(HttpContext http) => new(Of(http), http.Request.Path.Value!.TrimStart('/'));
}
