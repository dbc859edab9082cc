namespace PasswordWriteback.Core.ActiveDirectory.Coverage;

/// <summary>How many users share an answer for an operation.</summary>
/// <param name="Verdict">Whether the operation reaches them.</param>
/// <param name="Reason">What the DACL says.</param>
/// <param name="Condition">What stands in the way although the DACL lets it; null where nothing does.</param>
/// <param name="Count">How many enabled users in scope; disabled ones where the condition is that.</param>
public sealed record OperationGroup(OperationVerdict Verdict, CoverageReason Reason, CoverageCondition? Condition, int Count);

/// <summary>Whom an operation reaches. Disabled users are counted only under the condition that says so.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Groups">Answers, the most frequent first.</param>
public sealed record OperationCoverage(PasswordOperation Operation, IReadOnlyList<OperationGroup> Groups)
{
    /// <summary>How many users it reaches, does not, reaches on a condition, or cannot be told.</summary>
    public int Count(OperationVerdict verdict) => Groups.Where(group => group.Verdict == verdict).Sum(group => group.Count);
}

/// <summary>Counts answers; there are only so many different ones.</summary>
internal sealed class OperationTally
{
    private static readonly PasswordOperation[] All = Enum.GetValues<PasswordOperation>();
    private readonly Dictionary<(PasswordOperation, OperationVerdict, CoverageReason, CoverageCondition?), int> _counts = [];

    public void Add(UserOperations operations)
    {
        foreach (var operation in All)
        {
            var answer = operations.Of(operation);
            var key = (operation, answer.Verdict, answer.Reason, answer.Condition);
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
        }
    }

    public IReadOnlyList<OperationCoverage>? Summarize() => _counts.Count == 0 ? null :
    [
        .. All.Select(operation => new OperationCoverage(operation,
        [
            .. _counts.Where(pair => pair.Key.Item1 == operation)
                .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Item2).ThenBy(pair => pair.Key.Item3).ThenBy(pair => pair.Key.Item4)
                .Select(pair => new OperationGroup(pair.Key.Item2, pair.Key.Item3, pair.Key.Item4, pair.Value)),
        ])),
    ];
}
