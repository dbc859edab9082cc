namespace PasswordWriteback.Core.Findings;

/// <summary>The judgement of a run, best to worst.</summary>
public enum Verdict
{
    /// <summary>Every required finding is met and a real reset has arrived.</summary>
    Compliant,

    /// <summary>Everything is set, but no reset has been seen to arrive in the last 30 days.</summary>
    ConfiguredNotProven,

    /// <summary>At least one required check could not be made.</summary>
    Unknown,

    /// <summary>A person has to do something.</summary>
    ActionRequired,

    /// <summary>At least one requirement does not hold.</summary>
    NonCompliant,

    /// <summary>Something stands in the way that the product refuses to pass.</summary>
    Blocked,
}
