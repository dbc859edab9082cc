using System.Reflection;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Tenants;

/// <summary>The <c>{tenantId}</c> of a path. A handler takes it as a parameter; what is no GUID never reaches the handler.</summary>
/// <param name="Value">The tenant's directory id.</param>
public sealed record TenantId(Guid Value) : IBindableFromHttpContext<TenantId>
{
    /// <summary>Name of the route's parameter.</summary>
    public const string Parameter = "tenantId";

    /// <summary>Reads it.</summary>
    /// <exception cref="ApiProblemException">It is no GUID in its usual form, or the empty one.</exception>
    public static ValueTask<TenantId?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        // The framework forgives white space around a GUID.
        return context.Request.RouteValues[Parameter] is string { Length: 36 } text && Guid.TryParseExact(text, "D", out var id) && id != Guid.Empty
            ? new(new TenantId(id))
            : throw new ApiProblemException(ApiProblem.Of(
                TenantProblems.IdInvalid,
                "A tenant's id is the directory id of its Microsoft Entra tenant, a GUID such as 8d0b1c52-4c3f-4b5e-9a53-2f1d6f0c7e11.",
                Parameter));
    }
}
