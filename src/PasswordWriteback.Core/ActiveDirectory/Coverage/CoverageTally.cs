using PasswordWriteback.Core.ActiveDirectory.Permissions;

namespace PasswordWriteback.Core.ActiveDirectory.Coverage;

/// <summary>Adds up classified users in memory that does not grow with their number.</summary>
/// <param name="denominators">Counts what the covered users are a share of; null: not wanted.</param>
public sealed class CoverageTally(DenominatorTally? denominators = null)
{
    private readonly OperationTally _operations = new();
    private const int MaxExamples = 5;
    private const int MaxGroups = 500;
    private const string ElsewhereToo = "(many other places)";
    private readonly Dictionary<CoverageVerdict, Group> _groups = [];
    private readonly List<string> _gaps = [];
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

    /// <summary>Adds what operations reach a user in scope, and what it is counted among.</summary>
    /// <param name="enabled">Whether it is enabled.</param>
    /// <param name="covered">Whether every right of the profile reaches it.</param>
    /// <param name="operations">What reaches it.</param>
    /// <param name="inContainers">Whether it lies in a container that Entra Connect synchronizes.</param>
    /// <param name="inTenant">What the tenant says of it; null: the tenant has no such user, or was not asked.</param>
    public void Add(bool enabled, bool covered, UserOperations operations, bool inContainers, TenantUser? inTenant)
    {
        ArgumentNullException.ThrowIfNull(operations);
        _operations.Add(operations);
        if (enabled)
        {
            denominators?.Add(covered, inContainers, inTenant);
        }
    }

    /// <summary>Notes what the reader may not have seen, one sentence each.</summary>
    public void AddGaps(IEnumerable<string> sentences) => _gaps.AddRange(sentences);

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
        at)
    {
        Operations = _operations.Summarize(),
        Denominators = denominators?.Summarize(),
        Gaps = _gaps.Count == 0 ? null : [.. _gaps],
    };

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
