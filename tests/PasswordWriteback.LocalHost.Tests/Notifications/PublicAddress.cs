namespace PasswordWriteback.LocalHost.Tests.Notifications;

/// <summary>What stands between the internet and a backend on loopback: takes HTTPS for a public name and passes it on.</summary>
internal sealed class PublicAddress : DelegatingHandler
{
    public static readonly Uri Url = new("https://backend.example/api/notifications/graph");

    private readonly Func<Uri> _backend;

    public PublicAddress(Func<Uri> backend)
        : base(new SocketsHttpHandler { AllowAutoRedirect = false }) => _backend = backend;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Assert.Equal(Url.GetLeftPart(UriPartial.Path), request.RequestUri!.GetLeftPart(UriPartial.Path));
        request.RequestUri = new Uri(_backend(), request.RequestUri.PathAndQuery);
        return base.SendAsync(request, cancellationToken);
    }
}
