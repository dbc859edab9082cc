using PasswordWriteback.LocalHost.Settings;

namespace PasswordWriteback.LocalHost.Tests.Hosting;

/// <summary>A local host in this process, on a free port of loopback.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly LocalHostApplication _application;

    private RunningHost(TestFolder folder, LocalHostApplication application)
    {
        _folder = folder;
        _application = application;
        Address = new Uri(application.Web.Urls.Single());
    }

    public Uri Address { get; }

    public static async Task<RunningHost> StartAsync(TimeSpan? headersTimeout = null)
    {
        var folder = new TestFolder();
        var application = await LocalHostApplication.BuildAsync(
            new LocalHostOptions
            {
                DataFolder = folder.Path,
                Settings = new LocalHostSettings { Urls = "http://127.0.0.1:0" },
                HeadersTimeout = headersTimeout ?? TimeSpan.FromSeconds(10),
            },
            CancellationToken.None);
        await application.Web.StartAsync();
        return new RunningHost(folder, application);
    }

    public HttpClient Client()
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", _application.Token!.Value);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        using var folder = _folder;
        await using var application = _application;
        await application.Web.StopAsync();
    }
}
