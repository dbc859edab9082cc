using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PasswordWriteback.Api.Authorization;

/// <summary>Chooses how callers are known.</summary>
internal static class CallerAuthenticationServices
{
    /// <summary>By the issuer's tokens, else by the host's own token; a host that adds its own way first keeps it.</summary>
    /// <exception cref="ArgumentException">Neither is configured, both are, or an issuer has no audience.</exception>
    public static void AddCallerAuthentication(this IServiceCollection services, ApiOptions options)
    {
        if (services.Any(service => service.ServiceType == typeof(ICallerAuthentication)))
        {
            return;
        }

        switch (options)
        {
            case { Issuer: not null, LocalToken: not null }:
                throw new ArgumentException("Configure an issuer or a local token, not both.", nameof(options));
            case { Issuer: not null, Audiences.Count: 0 }:
                throw new ArgumentException("An issuer needs an audience: without one, tokens for other services would be accepted.", nameof(options));
            case { Issuer: not null }:
                _ = IssuerKeys.Metadata(options);
                services.TryAddSingleton(provider => new IssuerKeys(options, provider.GetRequiredService<TimeProvider>()));
                services.TryAddSingleton<ICallerAuthentication, JwtAuthentication>();
                break;
            case { LocalToken: { Length: > 0 } token }:
                services.TryAddSingleton<ICallerAuthentication>(new LocalTokenAuthentication(token));
                break;
            default:
                throw new ArgumentException("Configure an issuer, or a local token.", nameof(options));
        }
    }
}
