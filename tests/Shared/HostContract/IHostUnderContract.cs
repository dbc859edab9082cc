namespace PasswordWriteback.Tests.HostContract;

/// <summary>A host, in processes of its own, behind its public address.</summary>
internal interface IHostUnderContract : IAsyncDisposable
{
    /// <summary>Its public address.</summary>
    Uri Address { get; }

    /// <summary>The token of a portal that may do everything with its own tenants.</summary>
    string Token { get; }

    /// <summary>What the host calls that portal.</summary>
    string Caller { get; }

    /// <summary>What the host has logged.</summary>
    string Log { get; }

    /// <summary>How many answers of relays were delivered a second time.</summary>
    int Repeated { get; }
}
