using System.Runtime.InteropServices;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>How a request for a right ends.</summary>
public enum AccessDecision
{
    /// <summary>No ACE gives it, none takes it away.</summary>
    NotGranted,

    /// <summary>It is given.</summary>
    Granted,

    /// <summary>A denying ACE came first.</summary>
    Denied,
}

/// <summary>A decision and what it rests on.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="AceIndex">Index in the DACL of the ACE that decided: the first that denied, or the one that gave the last bit
/// that was still missing. -1 when no ACE did: nothing matches, there is no DACL, or the owner has the right of its own accord.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AccessResult(AccessDecision Decision, int AceIndex)
{
    /// <summary>Whether the right is given.</summary>
    public bool IsGranted => Decision == AccessDecision.Granted;
}
