namespace PasswordWriteback.Core.EntraConnect.Events;

/// <summary>Says of a trouble whether something later in the log shows that it is over. Each question costs the same, however long the log.</summary>
internal sealed class TroubleEnding
{
    /// <summary>How far apart the events of one failure are.</summary>
    private static readonly TimeSpan BesideEachOther = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, DateTimeOffset> _successOf = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Guid, string> _users = [];
    private readonly HashSet<Guid> _usersOwn = [];
    private readonly List<DateTimeOffset> _usersOwnAt = [];
    private readonly DateTimeOffset? _success;
    private readonly DateTimeOffset? _successOfNobody;
    private readonly DateTimeOffset? _heartbeat;
    private readonly DateTimeOffset? _onboarded;
    private readonly DateTimeOffset? _offboarded;

    /// <summary>Prepares the answers.</summary>
    /// <param name="events">In the order of time.</param>
    /// <param name="operations">In the order of time.</param>
    public TroubleEnding(IReadOnlyList<WritebackEvent> events, IReadOnlyList<OperationTrace> operations)
    {
        _heartbeat = WritebackLogReading.Newest(events, 31019);
        _onboarded = WritebackLogReading.Newest(events, 31005);
        _offboarded = WritebackLogReading.Newest(events, 31013);
        foreach (var trace in operations)
        {
            var user = trace.UserPrincipalName ?? trace.SourceAnchor;
            if (trace.TrackingId is { } id && user is not null)
            {
                _users[id] = user;
            }

            if (trace is { WritesPassword: true, Outcome: OperationOutcome.Succeeded })
            {
                _success = trace.At;
                _successOfNobody = user is null ? trace.At : _successOfNobody;
                if (user is not null)
                {
                    _successOf[user] = trace.At;
                }
            }
        }

        foreach (var entry in events.Where(entry => Ends(entry) == TroubleEnds.WithTheUser))
        {
            _usersOwnAt.Add(entry.At);
            if (WritebackEventText.TrackingId(entry.Message) is { } id)
            {
                _usersOwn.Add(id);
            }
        }
    }

    /// <summary>Whether nothing shows that it is over.</summary>
    public bool IsOpen(WritebackEvent trouble, TroubleEnds ends) => ends switch
    {
        TroubleEnds.WithASuccess => !IsTheUsersOwn(trouble) && !(SuccessAfter(trouble) > trouble.At),
        TroubleEnds.WithAHeartbeat => !(_heartbeat > trouble.At),
        TroubleEnds.WithOnboarding => !(_onboarded > trouble.At) && !(_success > trouble.At),
        TroubleEnds.WithOffboarding => !(_offboarded > trouble.At) && !(_onboarded > trouble.At),
        _ => false,
    };

    /// <summary>The newest success that may concern the user of a trouble: of that user or of one that is not named.</summary>
    private DateTimeOffset? SuccessAfter(WritebackEvent trouble)
    {
        var user = WritebackEventText.UserPrincipalName(trouble.Message)
            ?? WritebackEventText.SourceAnchor(trouble.Message)
            ?? (WritebackEventText.TrackingId(trouble.Message) is { } id ? _users.GetValueOrDefault(id) : null);
        return user is null ? _success
            : _successOf.TryGetValue(user, out var own) && !(_successOfNobody > own) ? own
            : _successOfNobody;
    }

    /// <summary>A failed operation whose cause, with the same tracking id or beside it, is the user's state or password.</summary>
    private bool IsTheUsersOwn(WritebackEvent trouble)
    {
        if (WritebackEventTable.Find(trouble.Source, trouble.EventId)?.Role != WritebackEventRole.Failed)
        {
            return false;
        }

        if (WritebackEventText.TrackingId(trouble.Message) is { } id)
        {
            return _usersOwn.Contains(id);
        }

        var index = _usersOwnAt.BinarySearch(trouble.At - BesideEachOther);
        index = index < 0 ? ~index : index;
        return index < _usersOwnAt.Count && _usersOwnAt[index] <= trouble.At;
    }

    private static TroubleEnds Ends(WritebackEvent entry) =>
        WritebackErrorCode.Find(entry.Message)?.Known?.Ends
        ?? WritebackEventTable.Find(entry.Source, entry.EventId)?.Ends
        ?? TroubleEnds.None;
}
