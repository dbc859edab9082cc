namespace PasswordWriteback.Api.Authorization;

/// <summary>Says who holds a bearer token.</summary>
public interface ICallerAuthentication
{
    /// <summary>The caller.</summary>
    /// <param name="token">The token without its scheme.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Problems.ApiProblemException">The token is not good, or the issuer cannot be asked now.</exception>
    ValueTask<Caller> AuthenticateAsync(string token, CancellationToken cancellationToken);
}
