using System.Diagnostics;

namespace PasswordWriteback.Local.Tests.Kills;

/// <summary>One process of the kill target: from its start until it is killed or ends.</summary>
internal sealed class Life : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(45);
    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly CancellationToken _limit;

    /// <param name="folder">The run's folder.</param>
    /// <param name="limit">Ends it wherever it is.</param>
    public Life(string folder, CancellationToken limit)
    {
        _limit = limit;
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "PasswordWriteback.KillTarget.dll"));
        start.ArgumentList.Add(folder);
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // A killed process would leave its diagnostics pipes in the temporary folder.
        _process = Process.Start(start)!;
        _error = OnItsOwnThread(() => _process.StandardError.ReadToEnd());
    }

    /// <summary>The marks of this life, in their order.</summary>
    public List<string> Marks { get; } = [];

    /// <summary>Lets it live to its own end.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> EndAsync() => LiveAsync(null);

    /// <summary>Kills it at a point: SIGKILL, which no process can catch.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> KillAsync(KillPoint point) => LiveAsync(point);

    /// <summary>What it wrote to standard error, and its last marks: why it ended as it did.</summary>
    public async Task<string> ExplainAsync() => $"{await _error}\n{string.Join('\n', Marks.TakeLast(10))}";

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        await _error;
        _process.Dispose();
    }

    // A pool with few threads would notice a mark when the work it stands for is long past.
    private static Task<T> OnItsOwnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private async Task<int> LiveAsync(KillPoint? point)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_limit);
        deadline.CancelAfter(Deadline);
        using var late = deadline.Token.Register(_process.Kill);
        await OnItsOwnThread(() => Follow(point));
        await _process.WaitForExitAsync(CancellationToken.None);
        return deadline.IsCancellationRequested
            ? throw new TimeoutException($"The process did not reach {point?.ToString() ?? "its end"} in time: {await ExplainAsync()}")
            : _process.ExitCode;
    }

    private bool Follow(KillPoint? point)
    {
        var isReached = false;
        while (_process.StandardOutput.ReadLine() is { } mark)
        {
            Marks.Add(mark);
            if (!isReached && point?.IsReached(mark) == true)
            {
                isReached = true;
                Thread.Sleep(point.Delay);
                _process.Kill();
            }
        }

        return isReached;
    }
}
