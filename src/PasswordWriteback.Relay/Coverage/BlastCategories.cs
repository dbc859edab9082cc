namespace PasswordWriteback.Relay.Coverage;

/// <summary>The kinds of privileged accounts that a blast radius tells apart, by their stable names.</summary>
internal static class BlastCategories
{
    public const string TierZero = "tier-0-member";
    public const string Control = "directory-control";
    public const string PolicyWriter = "group-policy-writer";
    public const string Protected = "protected-but-granted";
    public const string Connect = "connect-account";
    public const string Service = "service-principal-name";

    /// <summary>The categories, in the order of a report.</summary>
    public static readonly (string Name, string Description)[] All =
    [
        (TierZero, "Members of groups that reach tier 0 and that AdminSDHolder does not protect"),
        (Control, "Holders of replication rights or of control over the domain head or AdminSDHolder"),
        (PolicyWriter, "Writers of a Group Policy linked at the head of a domain or at its domain controllers, or of the links there"),
        (Protected, "Protected administrators whose own descriptor lets the connector account reset them"),
        (Connect, "Accounts that Entra Connect itself runs or connects with"),
        (Service, "Accounts that services run under (they have a service principal name)"),
    ];
}
