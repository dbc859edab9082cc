using System.Text.Json.Serialization;

namespace PasswordWriteback.Simulation.Forest.State;

/// <summary>How a domain controller meets those who connect.</summary>
public enum Reachability
{
    /// <summary>It answers.</summary>
    Answers,

    /// <summary>Connections are refused.</summary>
    Refuses,

    /// <summary>Connections get no answer.</summary>
    Silent,
}

/// <summary>An object that waits for the propagator to recompute its inherited permissions.</summary>
/// <param name="Dn">The object.</param>
/// <param name="Origin">The object whose change began it.</param>
/// <param name="DueAt">When its turn comes.</param>
public sealed record PendingPropagation(string Dn, string Origin, DateTimeOffset DueAt);

/// <summary>How far a domain controller has seen the writes of another database.</summary>
/// <param name="Usn">Every originating update up to this number has arrived.</param>
/// <param name="At">When it last heard of it.</param>
public sealed record ReplicationCursor(long Usn, DateTimeOffset At);

/// <summary>How fast a domain controller passes changed permissions on to the objects below.</summary>
/// <param name="Delay">How long its propagator waits before it begins.</param>
/// <param name="ObjectsPerSecond">How many objects it recomputes in a second.</param>
public sealed record PropagatorSpeed(TimeSpan Delay, double ObjectsPerSecond);

/// <summary>A domain controller: its part in the forest, its condition, and its own copy of everything it holds.</summary>
public sealed class ControllerState
{
    /// <summary>DNS host name.</summary>
    public required string HostName { get; init; }

    /// <summary>DNS name of its domain.</summary>
    public required string Domain { get; init; }

    /// <summary>Name of its site.</summary>
    public required string Site { get; init; }

    /// <summary>Distinguished name of its NTDS Settings object.</summary>
    public required string SettingsDn { get; init; }

    /// <summary>A read-only domain controller: writes are referred to a writable one.</summary>
    public required bool ReadOnly { get; init; }

    /// <summary>Identity of its database.</summary>
    public required Guid InvocationId { get; init; }

    /// <summary>Distinguished names of the naming contexts that it holds.</summary>
    public required IReadOnlyList<string> Partitions { get; init; }

    /// <summary>Speed of its propagator.</summary>
    public required PropagatorSpeed Propagator { get; set; }

    /// <summary>Update sequence number of its last write.</summary>
    public long HighestUsn { get; set; }

    /// <summary>Whether it has stopped taking changes from others (<c>repadmin /options +DISABLE_INBOUND_REPL</c>).</summary>
    public bool InboundPaused { get; set; }

    /// <summary>How it meets those who connect, domain controllers included.</summary>
    public Reachability Reachability { get; set; }

    /// <summary>When the propagator is through with what is queued.</summary>
    public DateTimeOffset PropagatorFreeAt { get; set; }

    /// <summary>Objects that wait for the propagator, in order.</summary>
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public List<PendingPropagation> Propagations { get; } = [];

    /// <summary>What it has seen of other databases, by invocation id.</summary>
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public Dictionary<Guid, ReplicationCursor> UpToDate { get; } = [];

    /// <summary>Its copy of the directory, by name in comparable form.</summary>
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public SortedDictionary<string, ObjectState> Objects { get; } = new(StringComparer.Ordinal);

    private Dictionary<string, SortedList<string, ObjectState>>? _children;
    private Dictionary<Guid, ObjectState>? _byId;

    /// <summary>Takes an object in.</summary>
    public void Add(ObjectState entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var key = DistinguishedName.Key(entry.Dn);
        Objects.Add(key, entry);
        _byId?.Add(entry.Id, entry);
        if (_children is not null)
        {
            AddChild(key, entry);
        }
    }

    /// <summary>An object by its GUID, or null.</summary>
    public ObjectState? Find(Guid id)
    {
        _byId ??= Objects.Values.ToDictionary(entry => entry.Id);
        return _byId.GetValueOrDefault(id);
    }

    /// <summary>Gives an object that has none below it another name here, and corrects the links that name it.</summary>
    public void Rename(ObjectState entry, string dn)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var key = DistinguishedName.Key(entry.Dn);
        Objects.Remove(key);
        _children?[DistinguishedName.Parent(key)].Remove(key);
        entry.Dn = dn;
        Objects.Add(DistinguishedName.Key(dn), entry);
        if (_children is not null)
        {
            AddChild(DistinguishedName.Key(dn), entry);
        }

        foreach (var group in Objects.Values.Where(candidate => candidate.ClassName == "group"))
        {
            if (group.Attributes.TryGetValue("member", out var members) && members.Values.Any(Names))
            {
                group.Attributes["member"] = members with { Values = [.. members.Values.Select(value => Names(value) ? LdapValue.Text(dn) : value)] };
            }
        }

        bool Names(byte[] value) => DistinguishedName.Key(LdapValue.ToText(value)) == key;
    }

    /// <summary>The objects directly below one, within its naming context, in the order of their names.</summary>
    public IEnumerable<ObjectState> ChildrenOf(ObjectState parent)
    {
        ArgumentNullException.ThrowIfNull(parent);
        if (_children is null)
        {
            _children = new(StringComparer.Ordinal);
            foreach (var (key, entry) in Objects)
            {
                AddChild(key, entry);
            }
        }

        return _children.TryGetValue(DistinguishedName.Key(parent.Dn), out var children)
            ? children.Values.Where(child => string.Equals(child.Partition, parent.Partition, StringComparison.OrdinalIgnoreCase))
            : [];
    }

    private void AddChild(string key, ObjectState entry)
    {
        var parent = DistinguishedName.Parent(key);
        if (!_children!.TryGetValue(parent, out var siblings))
        {
            _children[parent] = siblings = new SortedList<string, ObjectState>(StringComparer.Ordinal);
        }

        siblings.Add(key, entry);
    }
}
