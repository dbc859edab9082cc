using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Tests.Parity;

/// <content>What replay must not show, status, versions and identity.</content>
public abstract partial class OrchestrationBehaviours
{
    [Fact]
    public async Task CustomStatus_IsSeenWhileTheRunWaits()
    {
        await using var engine = await RunAsync<int, string>(async (context, _) =>
        {
            context.SetCustomStatus(new RunStatus("Waiting", "for Ada", "Approved", ControllersConfirmed: 2, ControllersRequired: 5));
            return await context.WaitForExternalEventAsync<string>("Approved");
        });

        await engine.StartAsync("Test", "a", 0);
        await engine.PassAsync(0);

        Assert.Equal(
            new RunStatus("Waiting", "for Ada", "Approved", ControllersConfirmed: 2, ControllersRequired: 5),
            await engine.GetCustomStatusAsync("a"));
    }

    [Fact]
    public async Task ALongHistory_RunsToItsEnd()
    {
        await using var engine = await RunAsync<int, int>(async (context, steps) =>
        {
            var n = 0;
            while (n < steps)
            {
                n = await context.CallActivityAsync(AddOne, n);
            }

            return n;
        });

        await engine.StartAsync("Test", "a", 300);

        Assert.Equal(300, Output<int>(await engine.EndAsync("a")));
    }

    [Fact]
    public async Task LogLines_AppearOnceHoweverOftenTheCodeIsReplayed()
    {
        await using var engine = await RunAsync<int, int>(async (context, _) =>
        {
            context.Log(OrchestrationLogLevel.Information, "begins");
            await context.CallActivityAsync(AddOne, 1);
            context.Log(OrchestrationLogLevel.Warning, "between");
            await context.CreateTimerAsync(context.CurrentTime + Unit);
            context.Log(OrchestrationLogLevel.Information, "ends");
            return 0;
        });

        await engine.StartAsync("Test", "a", 0);
        await engine.PassAsync(1);
        await engine.EndAsync("a");

        Assert.Equal(["begins", "between", "ends"], engine.LogLines.Where(l => l is "begins" or "between" or "ends"));
    }

    [Fact]
    public async Task TimeAndIds_AreTheSameAtEveryReplay()
    {
        await using var engine = await StartEngineAsync(setup =>
        {
            setup.AddActivity(Work, input => input);
            setup.AddOrchestrator<int, bool>("Test", "1.0", async (context, _) =>
            {
                var first = $"{context.NewGuid()} {context.NewGuid()} {context.CurrentTime:O} {context.InstanceId}";
                var recorded = await context.CallActivityAsync(Work, first);
                await context.CreateTimerAsync(context.CurrentTime + Unit);
                return recorded == first && recorded[..36] != recorded[37..73] && context.NewGuid().ToString() != recorded[..36];
            });
        });

        await engine.StartAsync("Test", "a", 0);
        await engine.PassAsync(1);

        Assert.True(Output<bool>(await engine.EndAsync("a")));
    }

    [Fact]
    public async Task AnInstance_KeepsTheVersionItBeganWith()
    {
        await using var engine = await StartEngineAsync(setup =>
        {
            setup.AddActivity(AddOne, n => n + 1);
            setup.AddOrchestrator<int, string>("Test", "1.0", Run);
            setup.AddOrchestrator<int, string>("Test", "2.0", Run);
        });

        await engine.StartAsync("Test", "old", 0, version: "1.0");
        await engine.StartAsync("Test", "new", 0);
        await engine.PassAsync(1);

        Assert.Equal("1.0 the old way", Output<string>(await engine.EndAsync("old")));
        Assert.Equal("2.0 the new way", Output<string>(await engine.EndAsync("new")));

        async Task<string> Run(IOrchestrationContext context, int n)
        {
            await context.CreateTimerAsync(context.CurrentTime + Unit);
            return context.Version == "1.0" ? "1.0 the old way" : $"{context.Version} the new way";
        }
    }

    [Fact]
    public async Task StartingAnInstanceTwice_IsRefusedAndChangesNothing()
    {
        await using var engine = await RunAsync<string, string>(async (context, input) =>
            input + await context.WaitForExternalEventAsync<string>("Go"));
        await engine.StartAsync("Test", "a", "first");

        await Assert.ThrowsAnyAsync<Exception>(() => engine.StartAsync("Test", "a", "second"));
        await engine.RaiseEventAsync("a", "Go", " goes");

        Assert.Equal("first goes", Output<string>(await engine.EndAsync("a")));
    }

    [Fact]
    public async Task Instances_DoNotReceiveEachOthersEvents()
    {
        await using var engine = await RunAsync<int, string>((context, _) => context.WaitForExternalEventAsync<string>("Go"));
        await engine.StartAsync("Test", "a", 0);
        await engine.StartAsync("Test", "b", 0);

        await engine.RaiseEventAsync("b", "Go", "for b");
        await engine.RaiseEventAsync("a", "Go", "for a");

        Assert.Equal("for a", Output<string>(await engine.EndAsync("a")));
        Assert.Equal("for b", Output<string>(await engine.EndAsync("b")));
    }
}
