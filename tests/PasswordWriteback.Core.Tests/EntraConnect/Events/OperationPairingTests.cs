using PasswordWriteback.Core.EntraConnect.Events;
using static PasswordWriteback.Core.EntraConnect.Events.OperationOutcome;

namespace PasswordWriteback.Core.Tests.EntraConnect.Events;

public sealed class OperationPairingTests
{
    [Theory]
    [InlineData(31001, 31002, WritebackOperation.SelfServiceReset, Succeeded)]
    [InlineData(31001, 31003, WritebackOperation.SelfServiceReset, Failed)]
    [InlineData(31006, 31007, WritebackOperation.Change, Succeeded)]
    [InlineData(31006, 31008, WritebackOperation.Change, Failed)]
    [InlineData(31009, 31010, WritebackOperation.AdministratorReset, Succeeded)]
    [InlineData(31009, 31011, WritebackOperation.AdministratorReset, Failed)]
    [InlineData(31004, 31005, WritebackOperation.Onboarding, Succeeded)]
    [InlineData(31012, 31013, WritebackOperation.Offboarding, Succeeded)]
    [InlineData(31012, 31014, WritebackOperation.Offboarding, Failed)]
    public void StartAndEnd_OfOneOperation_BelongTogether(int start, int end, WritebackOperation operation, OperationOutcome outcome)
    {
        var trace = Assert.Single(Pair(new Log().Add(0, start).Add(1, end)));

        Assert.Equal((operation, outcome, Log.At(0), Log.At(1)), (trace.Operation, trace.Outcome, trace.StartedAt, trace.EndedAt));
    }

    [Fact]
    public void InterleavedOperations_ArePairedByTrackingId()
    {
        var traces = Pair(new Log()
            .Add(0, 31001, Log.Text(1, "ada")).Add(1, 31001, Log.Text(2, "bob")).Add(2, 31002, Log.Text(2, "bob")).Add(3, 31003, Log.Text(1, "ada")));

        Assert.Equal(
            [("bob@corp.example", Succeeded, Log.At(1)), ("ada@corp.example", Failed, Log.At(0))],
            traces.Select(trace => (trace.UserPrincipalName, trace.Outcome, trace.StartedAt!.Value)));
    }

    [Fact]
    public void EventsOutOfOrderAndTwice_GiveTheSameOperations()
    {
        var log = new Log().Add(0, 31001, Log.Text(1)).Add(1, 31002, Log.Text(1)).Add(2, 31009).Add(3, 31010);
        var shuffled = log.Events.AsEnumerable().Reverse().Concat(log.Events).ToList();

        Assert.Equal(Pair(log), OperationPairing.Pair(EventOrder.Sort(shuffled)));
    }

    [Fact]
    public void DifferentTrackingIds_NeverBelongTogether()
    {
        var traces = Pair(new Log().Add(0, 31001, Log.Text(1)).Add(1, 31002, Log.Text(2)));

        Assert.Equal([Unfinished, Succeeded], traces.Select(trace => trace.Outcome));
        Assert.Null(traces[1].StartedAt);
    }

    [Fact]
    public void AnEndWithoutTrackingId_AfterTheLongestOperation_HasNoStart()
    {
        var traces = Pair(new Log().Add(0, 31001).Add(10.1, 31002));

        Assert.Equal([(Unfinished, Log.At(0)), (Succeeded, Log.At(10.1))], traces.Select(trace => (trace.Outcome, trace.At)));
    }

    [Fact]
    public void ATrackingIdOfOneSide_IsTheOperations()
    {
        Assert.Equal(Log.Id(7), Assert.Single(Pair(new Log().Add(0, 31001, Log.Text(7)).Add(1, 31002))).TrackingId);
    }

    private static IReadOnlyList<OperationTrace> Pair(Log log) => OperationPairing.Pair(EventOrder.Sort(log.Events));
}
