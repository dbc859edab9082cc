using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PasswordWriteback.Tests;

/// <summary>What becomes of a request and its answer on the way.</summary>
internal enum Fault
{
    /// <summary>The connection is cut before the request gets through.</summary>
    LoseRequest,

    /// <summary>The request gets through and is done; the connection is cut on the response.</summary>
    LoseResponse,

    /// <summary>The connection is cut in the middle of the response.</summary>
    CutResponse,

    /// <summary>Half-open: the request disappears and the connection stays.</summary>
    SwallowRequest,

    /// <summary>Half-open: the request is done, the response disappears, and the connection stays.</summary>
    SwallowResponse,

    /// <summary>The response is held back until <see cref="FaultyProxy.Release"/>.</summary>
    HoldResponse,
}

/// <summary>A TCP proxy on loopback that does harm to requests in turn, and forwards the rest. It knows no HTTP: a request is what follows a response.</summary>
internal sealed class FaultyProxy : LoopbackServer
{
    private const int CutAfterBytes = 20;
    private readonly int _target;
    private readonly ConcurrentQueue<Fault> _faults = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FaultyProxy(int target)
    {
        _target = target;
        Listen();
    }

    /// <summary>Whether every connection is refused.</summary>
    public bool IsDown { get; set; }

    /// <summary>The next request that is not spoken for meets this. The task ends when it has.</summary>
    public Task Next(Fault fault)
    {
        _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _faults.Enqueue(fault);
        return _happened.Task;
    }

    /// <summary>Lets held responses go.</summary>
    public void Release() => _released.TrySetResult();

    public override void Dispose()
    {
        _gone.Cancel();
        base.Dispose();
    }

    protected override async Task ServeAsync(TcpClient client)
    {
        if (IsDown)
        {
            return;
        }

        using var far = new TcpClient();
        await far.ConnectAsync(IPAddress.Loopback, _target);
        var line = new Line(this, client.GetStream(), far.GetStream());
        try
        {
            await Task.WhenAny(line.RequestsAsync(), line.ResponsesAsync());
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private sealed class Line(FaultyProxy proxy, NetworkStream near, NetworkStream far)
    {
        private Fault? _fault;
        private bool _inRequest;

        public async Task RequestsAsync()
        {
            var buffer = new byte[64 * 1024];
            int count;
            while ((count = await near.ReadAsync(buffer, proxy._gone.Token)) > 0)
            {
                if (!_inRequest)
                {
                    _inRequest = true;
                    _fault = proxy._faults.TryDequeue(out var fault) ? fault : null;
                }

                if (_fault == Fault.LoseRequest)
                {
                    proxy._happened.TrySetResult();
                    return;
                }

                if (_fault == Fault.SwallowRequest)
                {
                    proxy._happened.TrySetResult();
                    continue;
                }

                await far.WriteAsync(buffer.AsMemory(0, count), proxy._gone.Token);
            }
        }

        public async Task ResponsesAsync()
        {
            var buffer = new byte[64 * 1024];
            int count;
            while ((count = await far.ReadAsync(buffer, proxy._gone.Token)) > 0)
            {
                if (_fault is not null)
                {
                    proxy._happened.TrySetResult();
                }

                switch (_fault)
                {
                    case Fault.LoseResponse:
                        return;
                    case Fault.CutResponse:
                        await near.WriteAsync(buffer.AsMemory(0, Math.Min(count, CutAfterBytes)), proxy._gone.Token);
                        return;
                    case Fault.SwallowResponse:
                        continue;
                    case Fault.HoldResponse:
                        await proxy._released.Task.WaitAsync(proxy._gone.Token);
                        break;
                }

                _inRequest = false;
                _fault = null;
                await near.WriteAsync(buffer.AsMemory(0, count), proxy._gone.Token);
            }
        }
    }
}
