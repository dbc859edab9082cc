using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace PasswordWriteback.Api.Tests.Hosting;

/// <summary>The beginning of a body; the rest comes when it is finished.</summary>
internal sealed class SlowBody : HttpContent
{
    private readonly byte[] _bytes;
    private readonly int _beginning;
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="text">The whole body.</param>
    /// <param name="contentType">What it is.</param>
    /// <param name="beginning">Bytes that come at once. With more than a pipe holds, <see cref="Begun"/> says that somebody reads.</param>
    public SlowBody(string text, string contentType = "application/json", int beginning = 10)
    {
        (_bytes, _beginning) = (Encoding.UTF8.GetBytes(text), beginning);
        Headers.ContentType = new MediaTypeHeaderValue(contentType);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The beginning is on its way.</summary>
    public Task Begun => _begun.Task;

    public void Finish() => _finished.TrySetResult();

    /// <summary>Posts it; on return the host waits for the rest, or has answered.</summary>
    public async Task<(Task<HttpResponseMessage> Answer, bool Waits)> PostAsync(ApiHost host, HttpClient client, string path)
    {
        // One timer for the request, one for its body.
        await TimersAsync(host, 0);
        var answer = client.PostAsync(path, this, Token);
        await TimersAsync(host, 2);
        return (answer, !answer.IsCompleted);
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_bytes.AsMemory(0, _beginning), Token);
        await stream.FlushAsync(Token);
        _begun.TrySetResult();
        await _finished.Task.WaitAsync(Token);
        await stream.WriteAsync(_bytes.AsMemory(_beginning), Token);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        Finish();
        base.Dispose(disposing);
    }

    private static async Task TimersAsync(ApiHost host, int count)
    {
        while (host.Clock.Timers != count)
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
