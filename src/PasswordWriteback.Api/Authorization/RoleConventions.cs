using Microsoft.AspNetCore.Builder;

namespace PasswordWriteback.Api.Authorization;

/// <summary>What an endpoint asks of its caller. Every endpoint has one of the two; one that has none refuses everybody.</summary>
/// <param name="Roles">Any one of these; none: nobody is asked who he is.</param>
public sealed record EndpointAccess(IReadOnlyList<string> Roles);

/// <summary>Declares who may call an endpoint.</summary>
public static class RoleConventions
{
    /// <summary>The caller must hold the role.</summary>
    /// <param name="endpoint">The endpoint or the group.</param>
    /// <param name="role">One of <see cref="ApiRoles"/>.</param>
    /// <param name="others">Roles that do as well.</param>
    public static TBuilder RequireRole<TBuilder>(this TBuilder endpoint, string role, params string[] others)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new EndpointAccess([role, .. others]));

    /// <summary>Anybody may call: the endpoint says nothing about tenants, or proves the caller itself.</summary>
    public static TBuilder Anonymous<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new EndpointAccess([]));
}
