using PasswordWriteback.Core.ActiveDirectory.Permissions;

namespace PasswordWriteback.Core.ActiveDirectory.Coverage;

/// <summary>Adds up classified users in memory that does not grow with their number.</summary>
public sealed class CoverageTally
{
    private const int MaxExamples = 5;
    private const int MaxGroups = 500;
    private const string ElsewhereToo = "(many other places)";
    private readonly Dictionary<CoverageVerdict, Group> _groups = [];
    private int _enabled;
    private int _covered;
    private int _disabled;

    /// <summary>Adds a user. Users outside of every scope and disabled users are no part of the denominator.</summary>
    public void Add(string dn, bool enabled, CoverageVerdict verdict)
    {
        if (verdict.Reason == CoverageReason.OutsideScope)
        {
            if (enabled)
            {
                Count(dn, verdict);
            }

            return;
        }

        if (!enabled)
        {
            _disabled++;
            return;
        }

        _enabled++;
        _covered += verdict.Reason == CoverageReason.Covered ? 1 : 0;
        Count(dn, verdict);
    }

    /// <summary>The sum so far.</summary>
    /// <param name="scopes">The rights found on the scopes: tells a right that was not granted from one that was not inherited.</param>
    /// <param name="servers">The domain controllers that were read.</param>
    /// <param name="at">When.</param>
    public CoverageSummary Summarize(IReadOnlyList<ScopeAssessment> scopes, IReadOnlyList<string> servers, DateTimeOffset at) => new(
        _enabled,
        _covered,
        _disabled,
        [
            .. _groups
                .OrderByDescending(pair => pair.Value.Count)
                .ThenBy(pair => pair.Key.Reason)
                .ThenBy(pair => pair.Key.Where, StringComparer.Ordinal)
                .Select(pair => new CoverageGroup(
                    pair.Key.Reason,
                    pair.Key.Where,
                    pair.Value.Count,
                    pair.Value.Examples,
                    CoverageWords.Explain(pair.Key, scopes),
                    CoverageWords.Remedy(pair.Key))),
        ],
        servers,
        at);

    private void Count(string dn, CoverageVerdict verdict)
    {
        if (!_groups.TryGetValue(verdict, out var group))
        {
            var key = _groups.Count < MaxGroups ? verdict : verdict with { Where = ElsewhereToo };
            if (!_groups.TryGetValue(key, out group))
            {
                _groups[key] = group = new Group();
            }
        }

        group.Count++;
        if (group.Examples.Count < MaxExamples)
        {
            group.Examples.Add(dn);
        }
    }

    private sealed class Group
    {
        public int Count { get; set; }

        public List<string> Examples { get; } = [];
    }
}
