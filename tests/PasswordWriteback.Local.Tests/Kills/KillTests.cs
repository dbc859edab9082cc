using System.Text.Json;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.KillTarget;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Local.Tests.Kills;

/// <summary>
/// An apply in a process of its own, on clocks at 100 times their speed, killed thirty times on its way. Engine, relay,
/// forest and Entra Connect go on from their files.
/// </summary>
[Collection(nameof(Killed))]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Seed = 20261121;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task AnApplyKilledThirtyTimes_EndsLikeAnUndisturbedOne_AndWritesEachDescriptorOnce()
    {
        var parent = Directory.CreateTempSubdirectory("password-writeback-kills-");
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var began = TimeProvider.System.GetTimestamp();
            var undisturbed = RunFolder.Prepare(Path.Combine(parent.FullName, "undisturbed"));
            var killed = RunFolder.Prepare(Path.Combine(parent.FullName, "killed"));
            var before = StoredForest.Read(killed.Forest).ReadState();
            var disturbed = KillAsync(killed, limit.Token);
            await Task.WhenAll(disturbed, RunToEndAsync(undisturbed, limit.Token));
            var windows = await disturbed;
            var took = TimeProvider.System.GetElapsedTime(began);
            output.WriteLine($"{took.TotalSeconds:F1} s; killed with a write announced and not made: {windows.Announced}, made and not recorded: {windows.Made}");

            var expected = Report(undisturbed);
            Assert.Equal(Verdict.Compliant, expected.Verdict);
            Assert.Equal(Summary(expected), Summary(Report(killed)));
            AssertWrittenOnce(before, killed);
            Assert.InRange(windows.Announced, 1, int.MaxValue);
            Assert.InRange(windows.Made, 1, int.MaxValue);
            Assert.InRange(took, TimeSpan.Zero, Limit);
        }
        finally
        {
            parent.Delete(recursive: true);
        }
    }

    /// <summary>Kills thirty lives, lets one more live, and counts those that died between announcing a write, making it, and recording it.</summary>
    private async Task<(int Announced, int Made)> KillAsync(RunFolder folder, CancellationToken limit)
    {
        var (announced, made) = (0, 0);
        foreach (var point in KillPlan.Make(Seed))
        {
            await using var life = new Life(folder.Path, limit);
            var exit = await life.KillAsync(point);
            Assert.True(exit is not (0 or 1), $"The process ended by itself before {point}: {await life.ExplainAsync()}");
            output.WriteLine($"{point.Phase} {point.What} + {point.Delay.TotalMilliseconds:F0} ms: last mark {life.Marks[^1]}");
            var open = Record(folder)?.Targets.FirstOrDefault(target => target.Grant.State == RecordedState.AboutToWrite);
            if (open is not null)
            {
                var isMade = Descriptor(StoredForest.Read(folder.Forest).ReadState(), open).Stamp.Version > open.Grant.VersionBefore;
                (announced, made) = isMade ? (announced, made + 1) : (announced + 1, made);
            }
        }

        await RunToEndAsync(folder, limit);
        return (announced, made);
    }

    private static async Task RunToEndAsync(RunFolder folder, CancellationToken limit)
    {
        await using var life = new Life(folder.Path, limit);
        var exit = await life.EndAsync();
        Assert.True(exit == 0, $"Exit code {exit}: {await life.ExplainAsync()}");
    }

    /// <summary>Forest, its own list of writes, rollback record and report all tell of the same writes, one for each object.</summary>
    private static void AssertWrittenOnce(ForestState before, RunFolder folder)
    {
        var stored = StoredForest.Read(folder.Forest);
        var after = stored.ReadState();
        var record = Record(folder)!;
        Assert.Equal([DemoForest.RootScope, DemoForest.ChildScope], record.Targets.Select(target => target.Dn));
        Assert.Equal(
            record.Targets.Select(target => (target.Grant.Server, target.Dn)), stored.Writes.Select(write => (write.Server, write.Dn)));
        foreach (var target in record.Targets)
        {
            var (was, stands) = (Descriptor(before, target), Descriptor(after, target));
            Assert.Equal(was.Stamp.Version + 1, stands.Stamp.Version);
            Assert.Equal(
                (RecordedState.Written, was.Stamp.Version, stands.Stamp.Version, stands.Stamp.OriginatingUsn),
                (target.Grant.State, target.Grant.VersionBefore, target.Grant.VersionAfter, target.Grant.UsnAfter));
            Assert.Null(target.Rollback);
            Assert.Equal(
                Explicit(was).Concat(target.Grant.Aces.Select(ace => ace.Bytes)).Order(StringComparer.Ordinal),
                Explicit(stands).Order(StringComparer.Ordinal));
        }

        Assert.Equal(
            record.Targets.Select(target => target.Dn),
            Report(folder).Changes.Where(change => change.Kind == ChangeKind.Permissions).Select(change => change.Target));
    }

    private static IEnumerable<string> Explicit(AttributeState descriptor) =>
        SecurityDescriptor.Parse(descriptor.Values[0]).ExplicitAces.Select(ace => Convert.ToBase64String(ace.Bytes));

    private static AttributeState Descriptor(ForestState forest, RecordedTarget target) =>
        forest.Controllers.Single(controller => controller.HostName == target.Grant.Server).Objects.Values
            .Single(entry => entry.Dn == target.Dn).Attributes["nTSecurityDescriptor"];

    private static GrantRecord? Record(RunFolder folder) => new GrantRecordStore(folder.Relay).Find(RunFolder.RunId);

    private static RunReport Report(RunFolder folder) =>
        JsonSerializer.Deserialize(File.ReadAllBytes(folder.Report), OrchestrationJson.Default.RunReport)!;

    /// <summary>What must be the same in every report of this apply: all but times.</summary>
    private static IReadOnlyList<string> Summary(RunReport report) =>
    [
        $"{report.Verdict}",
        .. report.Findings.Select(finding => $"{finding.Code} {finding.Subject} {finding.Status}"),
        .. report.Changes.Select(change => $"{change.Kind} {change.Target}: {change.Before} > {change.After}"),
    ];
}

/// <summary>Runs by itself: the deadlines of the apply are a hundred times shorter here, and the machine must keep them.</summary>
[CollectionDefinition(nameof(Killed), DisableParallelization = true)]
public sealed class Killed;
