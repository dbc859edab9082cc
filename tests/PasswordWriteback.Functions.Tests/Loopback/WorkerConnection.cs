using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Grpc.Core;
using PasswordWriteback.Functions.Tests.Loopback.Rpc;

namespace PasswordWriteback.Functions.Tests.Loopback;

/// <summary>The host's end of the stream to one worker: initializes it, loads its functions, invokes them.</summary>
internal sealed class WorkerConnection
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _awaited = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _log = new();
    private Dictionary<string, RpcFunctionMetadata> _functions = [];

    /// <summary>What the worker has logged.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>The functions of the worker, once it is initialized.</summary>
    public IReadOnlyCollection<string> Functions => _functions.Keys;

    /// <summary>Where the worker serves HTTP.</summary>
    public Uri HttpUri { get; private set; } = null!;

    /// <summary>What an invocation that asks for a client of Durable Task gets.</summary>
    public string DurableClient { get; set; } = "";

    /// <summary>Serves the stream until the worker closes it.</summary>
    public async Task ServeAsync(IAsyncStreamReader<StreamingMessage> incoming, IServerStreamWriter<StreamingMessage> outgoing, CancellationToken closed)
    {
        var writing = WriteAsync(outgoing, closed);
        await foreach (var message in incoming.ReadAllAsync(closed))
        {
            if (message.ContentCase == StreamingMessage.ContentOneofCase.RpcLog)
            {
                _log.Enqueue($"{message.RpcLog.Category}: {message.RpcLog.Message} {message.RpcLog.Exception?.Message}");
            }
            else
            {
                Awaited(KeyOf(message)).TrySetResult(message);
            }
        }

        _outgoing.Writer.TryComplete();
        await writing;
    }

    /// <summary>Leads the worker from its first message to loaded functions.</summary>
    public async Task InitializeAsync(string appDirectory)
    {
        await AnswerAsync("start");
        var initialized = await AskAsync("init", new StreamingMessage
        {
            RequestId = "init",
            WorkerInitRequest = new WorkerInitRequest { HostVersion = "4.1049.100", WorkerDirectory = appDirectory, FunctionAppDirectory = appDirectory },
        });
        Demand(initialized.WorkerInitResponse.Result, "initialize");
        HttpUri = new Uri(initialized.WorkerInitResponse.Capabilities["HttpUri"]);
        var indexed = await AskAsync("index", new StreamingMessage
        {
            RequestId = "index",
            FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = appDirectory },
        });
        Demand(indexed.FunctionMetadataResponse.Result, "list its functions");
        foreach (var function in indexed.FunctionMetadataResponse.FunctionMetadataResults)
        {
            await LoadAsync(function);
        }

        _functions = indexed.FunctionMetadataResponse.FunctionMetadataResults.ToDictionary(function => function.Name, StringComparer.Ordinal);
    }

    /// <summary>Invokes a function with what its trigger hands over.</summary>
    public Task<InvocationResponse> InvokeAsync(string name, string triggerData) =>
        InvokeAsync(name, new TypedData { String = triggerData }, Guid.NewGuid().ToString());

    /// <summary>Invokes a function with what its trigger hands over, under an id.</summary>
    public async Task<InvocationResponse> InvokeAsync(string name, TypedData trigger, string id)
    {
        var function = _functions[name];
        var request = new InvocationRequest { InvocationId = id, FunctionId = function.FunctionId, TraceContext = new RpcTraceContext() };
        foreach (var binding in function.RawBindings.Select(raw => JsonElement.Parse(raw)))
        {
            var type = binding.GetProperty("type").GetString()!;
            if (type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase))
            {
                request.InputData.Add(new ParameterBinding { Name = binding.GetProperty("name").GetString(), Data = trigger });
            }
            else if (type.Equals("durableClient", StringComparison.OrdinalIgnoreCase))
            {
                request.InputData.Add(new ParameterBinding { Name = binding.GetProperty("name").GetString(), Data = new TypedData { String = DurableClient } });
            }
        }

        return (await AskAsync(id, new StreamingMessage { InvocationRequest = request })).InvocationResponse;
    }

    /// <summary>What went wrong in a function; null when nothing did.</summary>
    public static string? Failure(InvocationResponse outcome) => outcome.Result.Status == 1
        ? null
        : $"{outcome.Result.Exception?.Type}: {outcome.Result.Exception?.Message} {outcome.Result.Exception?.StackTrace}";

    /// <summary>Asks the worker to end.</summary>
    public void Terminate() => _outgoing.Writer.TryWrite(new StreamingMessage { WorkerTerminate = new WorkerTerminate() });

    private static string KeyOf(StreamingMessage message) => message.ContentCase switch
    {
        StreamingMessage.ContentOneofCase.StartStream => "start",
        StreamingMessage.ContentOneofCase.WorkerInitResponse => "init",
        StreamingMessage.ContentOneofCase.FunctionMetadataResponse => "index",
        StreamingMessage.ContentOneofCase.FunctionLoadResponse => message.FunctionLoadResponse.FunctionId,
        StreamingMessage.ContentOneofCase.InvocationResponse => message.InvocationResponse.InvocationId,
        _ => "ignored",
    };

    private static void Demand(StatusResult result, string what)
    {
        if (result.Status != 1)
        {
            throw new InvalidOperationException($"The worker could not {what}: {result.Exception?.Type}: {result.Exception?.Message}");
        }
    }

    private async Task LoadAsync(RpcFunctionMetadata function)
    {
        foreach (var binding in function.RawBindings.Select(raw => JsonElement.Parse(raw)))
        {
            function.Bindings[binding.GetProperty("name").GetString()!] = new BindingInfo
            {
                Type = binding.GetProperty("type").GetString()!,
                Direction = binding.GetProperty("direction").GetString() == "Out" ? 1 : 0,
            };
        }

        var loaded = await AskAsync(function.FunctionId, new StreamingMessage
        {
            RequestId = function.FunctionId,
            FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function },
        });
        Demand(loaded.FunctionLoadResponse.Result, $"load {function.Name}");
    }

    private async Task<StreamingMessage> AskAsync(string key, StreamingMessage question)
    {
        var answer = AnswerAsync(key);
        await _outgoing.Writer.WriteAsync(question);
        return await answer;
    }

    private async Task<StreamingMessage> AnswerAsync(string key)
    {
        try
        {
            return await Awaited(key).Task.WaitAsync(Patience);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"The worker did not answer '{key}'. It logged:{Environment.NewLine}{string.Join(Environment.NewLine, _log)}", late);
        }
        finally
        {
            _awaited.TryRemove(key, out _);
        }
    }

    private TaskCompletionSource<StreamingMessage> Awaited(string key) =>
        _awaited.GetOrAdd(key, _ => new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> outgoing, CancellationToken closed)
    {
        await foreach (var message in _outgoing.Reader.ReadAllAsync(closed))
        {
            await outgoing.WriteAsync(message, closed);
        }
    }
}

/// <summary>The host's service; one worker connects to it.</summary>
internal sealed class FunctionRpcService(WorkerConnection connection) : FunctionRpc.FunctionRpcBase
{
    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        try
        {
            await connection.ServeAsync(requestStream, responseStream, context.CancellationToken);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The worker has ended.
        }
    }
}
