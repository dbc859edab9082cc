namespace PasswordWriteback.Core.Findings;

/// <summary>How a check ended.</summary>
public enum FindingStatus
{
    /// <summary>The requirement holds, and the evidence says so.</summary>
    Met,

    /// <summary>The requirement does not hold.</summary>
    NotMet,

    /// <summary>A person has to do something; the remedy says what.</summary>
    ActionRequired,

    /// <summary>The requirement has no meaning here.</summary>
    NotApplicable,

    /// <summary>The check could not be made; the evidence says why. Never a pass, never a fail.</summary>
    Unknown,
}
