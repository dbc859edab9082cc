namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

/// <summary>What SDDL's domain-relative names (DA, DU, EA, …) are relative to.</summary>
/// <param name="Domain">SID of the domain.</param>
/// <param name="ForestRoot">SID of the forest root domain, for EA, SA, RO and EK; null where it is not known: then they are written as SIDs and refused when read.</param>
public sealed record SddlDomain(Sid Domain, Sid? ForestRoot)
{
    /// <summary>A domain that is its own forest root.</summary>
    public static SddlDomain Root(Sid domain) => new(domain, domain);
}
