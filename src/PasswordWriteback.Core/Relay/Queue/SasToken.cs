namespace PasswordWriteback.Core.Relay.Queue;

/// <summary>A shared access signature: whoever holds it has its right until it ends. Its text is never printed.</summary>
/// <param name="value">The value of the <c>Authorization</c> header.</param>
/// <param name="expiresAt">When it ends.</param>
public sealed class SasToken(string value, DateTimeOffset expiresAt)
{
    /// <summary>The value of the <c>Authorization</c> header. A secret.</summary>
    public string Value { get; } = value;

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>Says when it ends, and nothing that helps to use it.</summary>
    public override string ToString() => $"shared access signature until {ExpiresAt:u}";
}

/// <summary>What a shared access rule allows on its queue.</summary>
[Flags]
public enum QueueRights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Receive, renew, complete, abandon.</summary>
    Listen = 1,

    /// <summary>Send.</summary>
    Send = 2,
}

/// <summary>A named key with rights, on one queue or on all.</summary>
/// <param name="name">Name of the key.</param>
/// <param name="key">The key. Service Bus uses the bytes of its text, although it looks like Base64.</param>
/// <param name="rights">What a token signed with it allows.</param>
public sealed class SharedAccessRule(string name, string key, QueueRights rights)
{
    /// <summary>Name of the key.</summary>
    public string Name { get; } = name;

    /// <summary>The key. A secret.</summary>
    public string Key { get; } = key;

    /// <summary>What a token signed with it allows.</summary>
    public QueueRights Rights { get; } = rights;

    /// <summary>The name and the rights, not the key.</summary>
    public override string ToString() => $"{Name} ({Rights})";
}
