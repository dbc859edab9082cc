using PasswordWriteback.RelayWorker.Hosting.Windows;
using static PasswordWriteback.RelayWorker.Hosting.Windows.ServiceControlCodes;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

/// <summary>What the service control manager is told, without one: order, checkpoints, controls, exit code.</summary>
public sealed class WindowsServiceLifeTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly List<WindowsServiceReport> _reports = [];
    private readonly TaskCompletionSource _started = new();
    private readonly TaskCompletionSource<int> _work = new();
    private readonly WindowsServiceLife _life;
    private CancellationToken _stop;

    public WindowsServiceLifeTests() => _life = new WindowsServiceLife(_reports.Add, _clock);

    private IEnumerable<uint> States => _reports.Select(report => report.State);

    public void Dispose() => _life.Dispose();

    [Fact]
    public async Task ALife_StartsRunsStops_InThatOrder()
    {
        var life = RunAsync();
        _started.SetResult();
        Assert.Equal(NO_ERROR, _life.Control(SERVICE_CONTROL_STOP));
        _work.SetResult(0);
        await life;

        Assert.Equal([SERVICE_START_PENDING, SERVICE_RUNNING, SERVICE_STOP_PENDING, SERVICE_STOPPED], States);
        Assert.Equal(SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PRESHUTDOWN, _reports[1].Accepted);
        Assert.All([_reports[0], _reports[2], _reports[3]], report => Assert.Equal(0u, report.Accepted));
        Assert.Equal(0u, _reports[3].ExitCode);
    }

    [Fact]
    public async Task WhatIsPending_HasRisingCheckpoints_WithinItsWaitHint()
    {
        var life = RunAsync();
        _clock.Advance(WindowsServiceLife.Beat * 3);

        Assert.Equal([1u, 2u, 3u, 4u], _reports.Select(report => report.CheckPoint));
        Assert.All(_reports, report => Assert.True(report.WaitHint > WindowsServiceLife.Beat));

        _started.SetResult();
        _life.Control(SERVICE_CONTROL_PRESHUTDOWN);
        _reports.Clear();
        _clock.Advance(WindowsServiceLife.Beat * 2);
        Assert.Equal([2u, 3u], _reports.Select(report => report.CheckPoint));
        Assert.All(States, state => Assert.Equal(SERVICE_STOP_PENDING, state));
        _work.SetResult(0);
        await life;
    }

    [Fact]
    public async Task WhileItRuns_TimeAloneIsNotReported()
    {
        var life = RunAsync();
        _started.SetResult();
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal([SERVICE_START_PENDING, SERVICE_RUNNING], States);
        _work.SetResult(0);
        await life;
    }

    [Theory]
    [InlineData(SERVICE_CONTROL_STOP)]
    [InlineData(SERVICE_CONTROL_SHUTDOWN)]
    [InlineData(SERVICE_CONTROL_PRESHUTDOWN)]
    public async Task AnOrderToStop_IsPassedOn_AndTheWorkMayEnd(uint control)
    {
        var life = RunAsync();
        _started.SetResult();
        _life.Control(control);
        await Task.Delay(Timeout.Infinite, _stop).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)
            .ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.True(_stop.IsCancellationRequested);
        Assert.False(life.IsCompleted);
        _work.SetResult(0);
        await life;
    }

    [Fact]
    public async Task AFailureAtTheStart_IsStopped_WithItsExitCode_AndNeverRunning()
    {
        _work.SetResult(3);
        await RunAsync();

        Assert.Equal([SERVICE_START_PENDING, SERVICE_STOPPED], States);
        Assert.Equal(3u, _reports[^1].ExitCode);
    }

    [Fact]
    public async Task AfterItHasStopped_NothingIsReported()
    {
        _work.SetResult(0);
        await RunAsync();
        _reports.Clear();

        _life.Control(SERVICE_CONTROL_STOP);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(_reports);
    }

    [Fact]
    public async Task AnInterrogation_IsAnswered_AndAnUnknownControlIsNot()
    {
        var life = RunAsync();

        Assert.Equal(NO_ERROR, _life.Control(SERVICE_CONTROL_INTERROGATE));
        Assert.Equal(ERROR_CALL_NOT_IMPLEMENTED, _life.Control(200));
        _work.SetResult(0);
        await life;
    }

    private Task RunAsync() => _life.RunAsync(
        stop =>
        {
            _stop = stop;
            return _work.Task;
        },
        _started.Task);
}
