namespace PasswordWriteback.Core.Findings;

/// <summary>What a finding does to the verdict.</summary>
public enum FindingWeight
{
    /// <summary>Reported; never changes the verdict.</summary>
    Advisory,

    /// <summary>Must be met for a compliant tenant.</summary>
    Required,

    /// <summary>As <see cref="Required"/>; while it is not met, nothing may be written or switched on.</summary>
    Blocking,

    /// <summary>Proof that writeback works. Without it a configured tenant is <see cref="Verdict.ConfiguredNotProven"/>.</summary>
    Proof,
}
