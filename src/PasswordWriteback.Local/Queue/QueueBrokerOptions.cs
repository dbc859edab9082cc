namespace PasswordWriteback.Local.Queue;

/// <summary>Settings of <see cref="QueueBroker"/>.</summary>
public sealed record QueueBrokerOptions
{
    /// <summary>The file, made when it is not there, readable by its owner only; null: in memory.</summary>
    public string? Path { get; init; }

    /// <summary>The largest size of the file; near it sends are refused, and messages can still be taken out. Null: the disk decides.</summary>
    public long? MaximumFileBytes { get; init; }
}
