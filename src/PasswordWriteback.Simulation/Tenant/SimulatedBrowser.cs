using System.Net;
using System.Text.RegularExpressions;

namespace PasswordWriteback.Simulation.Tenant;

/// <summary>The page at which a simulated browser came to rest.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Status">The status that it was served with.</param>
/// <param name="Html">Its text.</param>
public sealed record BrowserPage(Uri Address, HttpStatusCode Status, string Html);

/// <summary>
/// A browser between a simulated tenant and a site: follows redirects and submits forms that submit themselves, as a person's
/// browser does at a sign-in. Runs no script otherwise and keeps no cookies.
/// </summary>
public sealed partial class SimulatedBrowser : IDisposable
{
    private const int LongestChain = 12;

    private readonly Uri _authority;
    private readonly HttpMessageInvoker _tenant;
    private readonly HttpMessageInvoker _site;

    /// <summary>A browser at a tenant and a site.</summary>
    /// <param name="tenant">Where the person signs in.</param>
    /// <param name="site">What reaches every other address; must not follow redirects. Owned by the caller.</param>
    public SimulatedBrowser(SimulatedTenant tenant, HttpMessageHandler site)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        _authority = tenant.BaseAddress;
        _tenant = new HttpMessageInvoker(tenant.CreateHandler());
        _site = new HttpMessageInvoker(site, disposeHandler: false);
    }

    /// <summary>Asked before each request; true stops there and shows an empty page at that address. Null: never stops.</summary>
    public Func<HttpRequestMessage, bool>? StopsBefore { get; set; }

    /// <summary>Opens an address and goes where it leads.</summary>
    /// <exception cref="InvalidOperationException">It leads in a circle.</exception>
    /// <exception cref="HttpRequestException">An address could not be reached.</exception>
    public Task<BrowserPage> OpenAsync(Uri address, CancellationToken cancellationToken) =>
        FollowAsync(new HttpRequestMessage(HttpMethod.Get, address), cancellationToken);

    /// <summary>Submits a form and goes where it leads.</summary>
    /// <inheritdoc cref="OpenAsync" />
    public Task<BrowserPage> SubmitAsync(Uri address, IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken) =>
        FollowAsync(new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) }, cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        _tenant.Dispose();
        _site.Dispose();
    }

    private async Task<BrowserPage> FollowAsync(HttpRequestMessage first, CancellationToken cancellationToken)
    {
        var request = first;
        for (var hop = 0; hop < LongestChain; hop++)
        {
            using var sent = request;
            var address = sent.RequestUri!;
            if (StopsBefore?.Invoke(sent) == true)
            {
                return new BrowserPage(address, HttpStatusCode.NoContent, "");
            }

            var server = address.Authority == _authority.Authority ? _tenant : _site;
            using var response = await server.SendAsync(sent, cancellationToken).ConfigureAwait(false);
            if (response.Headers.Location is { } location)
            {
                request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, location));
                continue;
            }

            var html = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            if (server != _tenant || SelfSubmitting(address, html) is not { } form)
            {
                return new BrowserPage(address, response.StatusCode, html);
            }

            request = form;
        }

        throw new InvalidOperationException($"The browser was sent on {LongestChain} times, last to {request.RequestUri}.");
    }

    private static HttpRequestMessage? SelfSubmitting(Uri page, string html)
    {
        if (FormPattern().Match(html) is not { Success: true } form)
        {
            return null;
        }

        var fields = FieldPattern().Matches(html).Select(field =>
            KeyValuePair.Create(WebUtility.HtmlDecode(field.Groups["name"].Value), WebUtility.HtmlDecode(field.Groups["value"].Value)));
        return new HttpRequestMessage(HttpMethod.Post, new Uri(page, WebUtility.HtmlDecode(form.Groups["action"].Value)))
        {
            Content = new FormUrlEncodedContent(fields),
        };
    }

    [GeneratedRegex("""<form method="POST" name="hiddenform" action="(?<action>[^"]*)">""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormPattern();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)" />""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FieldPattern();
}
