using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Tests.Engine;

/// <summary>What a disk that lost the end of the write-ahead log leaves behind.</summary>
public sealed class TornLogTests
{
    private const int Cuts = 40;

    [Fact]
    public async Task AWriteAheadLogCutAnywhere_LeavesACompletePrefixFromWhichTheRunConverges()
    {
        using var original = new EngineBench();
        var engine = await original.StartAsync(RunAsync);
        await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);
        var expected = await EngineBench.OutputAsync(engine, "a");
        var file = await ReadAsync(original.Journal.Path);
        var log = await ReadAsync(original.Journal.Path + "-wal");
        await engine.DisposeAsync();

        var resumed = 0;
        for (var cut = 0; cut <= Cuts; cut++)
        {
            using var bench = new EngineBench();
            await File.WriteAllBytesAsync(bench.Journal.Path, file, EngineBench.Token);
            await File.WriteAllBytesAsync(bench.Journal.Path + "-wal", log[..(int)((long)log.Length * cut / Cuts)], EngineBench.Token);
            await using var next = await bench.StartAsync(RunAsync);
            if (await next.GetAsync("a", EngineBench.Token) is null)
            {
                await next.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);
            }
            else
            {
                resumed++;
            }

            Assert.Equal(expected, await EngineBench.OutputAsync(next, "a"));
        }

        Assert.InRange(resumed, 5, Cuts);
    }

    private static async Task<string> RunAsync(IOrchestrationContext context, string input)
    {
        for (var i = 0; i < 12; i++)
        {
            input = await context.CallActivityAsync(EngineBench.Work, input);
        }

        return $"{input} {context.NewGuid()}";
    }

    /// <summary>Through a handle that allows everything, since SQLite still writes.</summary>
    private static async Task<byte[]> ReadAsync(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, EngineBench.Token);
        return bytes;
    }
}
