using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Authorization;

/// <summary>The issuer's signing keys, read from its metadata over HTTPS, kept, and read again when they change.</summary>
internal sealed class IssuerKeys : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _manager;

    public IssuerKeys(ApiOptions options)
    {
        _http = new HttpClient(options.MetadataHandler ?? new SocketsHttpHandler { AllowAutoRedirect = false }, options.MetadataHandler is null)
        {
            Timeout = Deadline,
            MaxResponseContentBufferSize = 1024 * 1024,
        };
        _manager = new ConfigurationManager<OpenIdConnectConfiguration>(
            Metadata(options).AbsoluteUri,
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(_http) { RequireHttps = true });
    }

    /// <summary>How often unknown keys may make the metadata be read again. Default 5 minutes; the first time at once.</summary>
    public TimeSpan RefreshInterval
    {
        set => _manager.RefreshInterval = value;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The keys as they are known.</summary>
    /// <exception cref="ApiProblemException">The issuer cannot be asked, and its keys are not known.</exception>
    public async Task<IReadOnlyCollection<SecurityKey>> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            var configuration = await _manager.GetConfigurationAsync(cancellationToken).ConfigureAwait(false);
            return [.. configuration.SigningKeys];
        }
        catch (InvalidOperationException exception)
        {
            throw new ApiProblemException(
                ApiProblem.Of(FrameProblems.IssuerUnavailable, "The issuer's metadata cannot be read.") with { RetryAfter = TimeSpan.FromSeconds(10) },
                exception);
        }
    }

    /// <summary>The keys, read again if the manager's interval allows.</summary>
    public Task<IReadOnlyCollection<SecurityKey>> GetNewerAsync(CancellationToken cancellationToken)
    {
        _manager.RequestRefresh();
        return GetAsync(cancellationToken);
    }

    private static Uri Metadata(ApiOptions options)
    {
        var address = options.MetadataAddress ?? new Uri($"{options.Issuer!.TrimEnd('/')}/.well-known/openid-configuration");
        return address.Scheme == Uri.UriSchemeHttps
            ? address
            : throw new ArgumentException($"The issuer's metadata must be read over HTTPS, not from {address}.", nameof(options));
    }
}
