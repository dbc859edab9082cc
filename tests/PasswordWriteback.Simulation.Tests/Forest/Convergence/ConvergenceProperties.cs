using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using PasswordWriteback.Core.ActiveDirectory.Replication;

namespace PasswordWriteback.Simulation.Tests.Forest.Convergence;

/// <summary>
/// Generated forests with generated events, and the product in them. <c>PWB_FOREST_CASES</c> says how many; with it set, each run
/// generates others. A failing case prints the forest and its events, made as small as they still fail.
/// </summary>
public sealed class ConvergenceProperties(ITestOutputHelper output)
{
    private const int UsualCases = 32;
    private static readonly HashSet<string> Wanted =
    [
        "grant Written", "grant PlanStale", "grant ChangeInFlight", "grant ConcurrentChange", "superseded", "lost foreign ACEs",
        "rollback Written", "rollback ChangeInFlight", "rollback NothingToDo", "plan refused",
        "user Covered", "user DeniedByAce", "user InheritanceBlocked", "user OrphanedAdminCount", "user ProtectedByDesign", "user RightMissing",
        .. Enum.GetNames<ConfirmationState>().Except([nameof(ConfirmationState.Abandoned)]),
    ];

    private const string CasesVariable = "PWB_FOREST_CASES";

    [Fact]
    public void AtEveryTick_NothingIsConfirmedThatIsNotThere_AndInTheEndAllThatIs()
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(UsualCases).WithReplay(20261122UL, 7UL);
        if (int.TryParse(Environment.GetEnvironmentVariable(CasesVariable), CultureInfo.InvariantCulture, out var cases))
        {
            config = Config.QuickThrowOnFailure.WithMaxTest(cases);
        }

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        Prop.ForAll(Scenarios.All, scenario => ScenarioRun.Check(scenario, seen)).Check(config);
        output.WriteLine(string.Join(", ", seen.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}")));

        // What never comes up was not tested.
        Assert.Superset(Wanted, seen.Keys.ToHashSet(StringComparer.Ordinal));
    }
}
