namespace PasswordWriteback.Local.Engine;

/// <summary>A seam for crash tests: told of each place after which a process could die with a different outcome.</summary>
internal interface IFaultPoints
{
    /// <summary>Execution has come to a place. Throws <see cref="HostAbandonedException"/> to die there, and from then on always.</summary>
    void Reached(string place);
}

/// <summary>A test has "killed" the engine: whatever meets this stops at once and tells nobody.</summary>
internal sealed class HostAbandonedException() : Exception("The engine was abandoned by a crash test.");
