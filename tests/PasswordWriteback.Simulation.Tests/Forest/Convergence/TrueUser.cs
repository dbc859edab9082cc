namespace PasswordWriteback.Simulation.Tests.Forest.Convergence;

/// <summary>A user below the scope as one domain controller truly holds it.</summary>
/// <param name="Dn">Distinguished name.</param>
/// <param name="IsCutOff">Its own DACL is protected, or that of a unit between it and the scope.</param>
/// <param name="IsClosed">Its own DACL is protected.</param>
/// <param name="IsDenied">An entry that acts on it denies something to the account or one of its groups.</param>
/// <param name="IsOverruled">Without the entries that deny, the account might do more.</param>
/// <param name="HasOthers">A unit between it and the scope carries entries like ours that are not ours.</param>
/// <param name="AdminCount">adminCount is 1.</param>
/// <param name="Ours">How many of the product's entries it has inherited.</param>
/// <param name="MayReset">The account may reset its password and write what goes with it.</param>
/// <param name="MayChange">The account may change its password.</param>
/// <param name="MayUnlock">The account may write lockoutTime.</param>
internal sealed record TrueUser(
    string Dn, bool IsCutOff, bool IsClosed, bool IsDenied, bool IsOverruled, bool HasOthers, bool AdminCount, int Ours, bool MayReset, bool MayChange, bool MayUnlock)
{
    public bool MayAll => MayReset && MayChange && MayUnlock;
}
