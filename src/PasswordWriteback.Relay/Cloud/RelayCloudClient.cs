using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.Relay.Cloud;

/// <summary>The cloud's HTTP API as far as relays use it. Every request proves the relay's key, for that address alone.</summary>
public sealed class RelayCloudClient : IReplyUploads
{
    private readonly HttpClient _http;
    private readonly Uri _cloud;
    private readonly SigningKey _key;
    private readonly ProofSigner _proofs;
    private readonly Guid _relayId;
    private readonly TimeProvider _time;

    /// <summary>A client.</summary>
    /// <param name="http">Trusts the cloud's certificate, follows no redirect.</param>
    /// <param name="cloud">The cloud's address, as it was enrolled with.</param>
    /// <param name="key">The relay's own key.</param>
    /// <param name="relayId">The relay; empty before it is enrolled.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The address is not HTTPS, and not loopback either.</exception>
    public RelayCloudClient(HttpClient http, Uri cloud, SigningKey key, Guid relayId, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(cloud);
        ArgumentNullException.ThrowIfNull(key);
        if (!IsProtected(cloud))
        {
            throw new ArgumentException($"The cloud's address '{cloud}' has to begin with https://.", nameof(cloud));
        }

        (_http, _key, _relayId, _time) = (http, key, relayId, time);
        _cloud = new Uri($"{cloud.AbsoluteUri.TrimEnd('/')}/");
        _proofs = new ProofSigner(key, time);
    }

    /// <summary>Where tokens come from; the cloud's list of keys is signed for this address.</summary>
    public Uri TokenAddress => new(_cloud, $"api/relays/{_relayId:D}/token");

    /// <summary>Whether what is sent there cannot be read on the way: HTTPS, or this very machine.</summary>
    public static bool IsProtected(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
    }

    /// <summary>Enrols this relay. The code is used up.</summary>
    /// <exception cref="CloudException">It was refused, or the cloud could not be asked.</exception>
    public async Task<EnrolmentAnswer> EnrolAsync(string code, string hostName, string version, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        var address = new Uri(_cloud, "api/relays");
        var proof = _proofs.Sign(address, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code))));
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = JsonContent.Create(new EnrolmentRequest(code, _key.Public, proof, hostName, version), CloudJson.Default.EnrolmentRequest),
        };
        return await AskAsync(request, CloudJson.Default.EnrolmentAnswer, RelayLimits.CloudRequest, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task UploadAsync(string sha256, ReadOnlyMemory<byte> reply, CancellationToken cancellationToken)
    {
        var address = new Uri(_cloud, $"api/relays/{_relayId:D}/uploads/{sha256}");
        using var content = new ReadOnlyMemoryContent(reply);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Proof", _proofs.Sign(address, sha256));
        using var response = await SendAsync(request, RelayLimits.CloudRequest, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Access to the queues for at most an hour.</summary>
    /// <param name="knownKeys">Ids of the cloud's keys that are trusted here.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="CloudException">It was refused (then this relay was revoked), or the cloud could not be asked.</exception>
    internal async Task<TokenAnswer> GetTokenAsync(IReadOnlyList<string> knownKeys, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TokenAddress)
        {
            Content = JsonContent.Create(new TokenRequest(_proofs.Sign(TokenAddress), knownKeys), CloudJson.Default.TokenRequest),
        };
        return await AskAsync(request, CloudJson.Default.TokenAnswer, RelayLimits.TokenRequest, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> AskAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> contract, TimeSpan limit, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(request, limit, cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadAsync(response, contract, cancellationToken).ConfigureAwait(false) ?? throw Strange(request, inner: null);
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            throw Strange(request, fault);
        }
    }

    // As UTF-8, whatever the answer calls it: the page of a proxy may name a character set that this machine does not know.
    private static async Task<T?> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> contract, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            return await JsonSerializer.DeserializeAsync(body, contract, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw Away(request, $"it gave no answer within {limit.TotalSeconds:0} s", fault);
        }
        catch (HttpRequestException fault)
        {
            throw Away(request, fault.GetBaseException().Message.TrimEnd('.'), fault);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(request, response, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<CloudException> RefusalAsync(HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var why = await DetailAsync(response, cancellationToken).ConfigureAwait(false);
        var said = $"{request.RequestUri} answered HTTP {status}{(why is null ? string.Empty : $": {why.TrimEnd('.')}")}.";
        return response.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
            ? new CloudException(CloudFault.Unavailable, said, "Try again later; the service does so by itself.")
            : status is >= 300 and < 400
                ? new CloudException(CloudFault.Unexpected, said, "Give the address that the cloud itself names, or see to the proxy in between.")
                : new CloudException(
                    CloudFault.Refused,
                    said,
                    response.StatusCode is HttpStatusCode.NotFound
                        ? "This is no address of a backend. Give the one that came with the code, without anything after it."
                        : "See first that this server's clock is right. If it is, ask for a new enrolment code and enrol again; if this relay was revoked, remove it from this server.");
    }

    private static async Task<string?> DetailAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/problem+json")
        {
            return null;
        }

        try
        {
            var problem = await ReadAsync(response, CloudJson.Default.CloudProblem, cancellationToken).ConfigureAwait(false);
            return problem?.Detail ?? problem?.Title;
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    private static CloudException Away(HttpRequestMessage request, string why, Exception inner) => new(
        CloudFault.Unavailable, $"{request.RequestUri} is out of reach: {why}.", "See whether this server reaches it over HTTPS, by the proxy if there is one.", inner);

    private static CloudException Strange(HttpRequestMessage request, Exception? inner) => new(
        CloudFault.Unexpected, $"{request.RequestUri} answered with something that is not in the contract.", "See that relay and cloud are of versions that belong together.", inner);
}
