using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Authorization;

/// <summary>
/// The issuer's signing keys, read from its metadata over HTTPS, kept, and read again when they change: at once when a
/// token names an unknown key, then not for five minutes, so that forged tokens cannot make the issuer be asked each time.
/// </summary>
internal sealed class IssuerKeys : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly string _metadata;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private ConfigurationManager<OpenIdConnectConfiguration> _manager;
    private (long Since, TimeSpan For)? _rest;

    public IssuerKeys(ApiOptions options, TimeProvider time)
    {
        _time = time;
        _metadata = Metadata(options).AbsoluteUri;
        _http = new HttpClient(options.MetadataHandler ?? new SocketsHttpHandler { AllowAutoRedirect = false }, options.MetadataHandler is null)
        {
            Timeout = Deadline,
            MaxResponseContentBufferSize = 1024 * 1024,
        };
        _manager = NewManager();
    }

    public void Dispose()
    {
        _http.Dispose();
        _reading.Dispose();
    }

    /// <summary>Where the issuer's metadata stands.</summary>
    /// <exception cref="ArgumentException">It would be read over plain HTTP.</exception>
    public static Uri Metadata(ApiOptions options)
    {
        var address = options.MetadataAddress ?? new Uri($"{options.Issuer!.TrimEnd('/')}/.well-known/openid-configuration");
        return address.Scheme == Uri.UriSchemeHttps
            ? address
            : throw new ArgumentException($"The issuer's metadata must be read over HTTPS, not from {address}.", nameof(options));
    }

    /// <summary>The keys as they are known.</summary>
    /// <exception cref="ApiProblemException">The issuer cannot be asked, and its keys are not known.</exception>
    public Task<IReadOnlyCollection<SecurityKey>> GetAsync(CancellationToken cancellationToken) =>
        KeysAsync(Volatile.Read(ref _manager), cancellationToken);

    /// <summary>The keys, read again unless that was done a short while ago.</summary>
    /// <exception cref="ApiProblemException">The issuer cannot be asked.</exception>
    public async Task<IReadOnlyCollection<SecurityKey>> GetNewerAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_rest is not { } rest || _time.GetElapsedTime(rest.Since) >= rest.For)
            {
                // A manager that is asked to refresh reads in the background and goes on answering with what it had.
                _rest = (_time.GetTimestamp(), AfterFailure);
                var newer = NewManager();

                // Its own deadline, not the caller's: who sends a forged token and hangs up must not keep the issuer's new key from the others.
                await KeysAsync(newer, CancellationToken.None).ConfigureAwait(false);
                Volatile.Write(ref _manager, newer);
                _rest = (_time.GetTimestamp(), BetweenReads);
            }
        }
        finally
        {
            _reading.Release();
        }

        return await GetAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyCollection<SecurityKey>> KeysAsync(
        ConfigurationManager<OpenIdConnectConfiguration> manager, CancellationToken cancellationToken)
    {
        try
        {
            var configuration = await manager.GetConfigurationAsync(cancellationToken).ConfigureAwait(false);
            return [.. configuration.SigningKeys];
        }
        catch (InvalidOperationException exception)
        {
            throw new ApiProblemException(
                ApiProblem.Of(FrameProblems.IssuerUnavailable, "The issuer's metadata cannot be read.") with { RetryAfter = AfterFailure },
                exception);
        }
    }

    private ConfigurationManager<OpenIdConnectConfiguration> NewManager() =>
        new(_metadata, new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever(_http) { RequireHttps = true });
}
