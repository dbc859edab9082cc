using System.Reflection;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Authorization;

/// <summary>Who calls. A handler takes it as a parameter.</summary>
/// <param name="Subject">The caller's stable id: <c>oid</c>, else <c>sub</c>. What the audit names.</param>
/// <param name="Name">Name for people; the subject when the token has none.</param>
/// <param name="Owner">The portal that calls: <c>{tid}/{azp}</c>, or <c>local</c>. Tenants belong to it.</param>
/// <param name="Roles">The app roles it holds.</param>
public sealed record Caller(string Subject, string Name, string Owner, IReadOnlySet<string> Roles)
    : IBindableFromHttpContext<Caller>
{
    /// <summary>Whose tenants the caller sees.</summary>
    public TenantScope Scope => Has(ApiRoles.TenantsAll) ? TenantScope.Everyone : TenantScope.Of(Owner);

    /// <summary>Whether the caller holds a role.</summary>
    public bool Has(string role) => Roles.Contains(role);

    /// <summary>The caller of a request, as the authorization put it there.</summary>
    /// <exception cref="InvalidOperationException">The endpoint is anonymous: it has no caller.</exception>
    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(context.Features.Get<Caller>() ?? throw new InvalidOperationException("An anonymous endpoint has no caller."));
    }
}
