using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Building;

/// <summary>Describes one domain of a forest.</summary>
public sealed class DomainBuilder
{
    private static readonly Guid[] PasswordBits =
    [
        new("ccc2dc7d-a6ad-4a7a-8846-c04e3cc53501"), // Unexpire Password
        new("280f369c-67c7-438e-ae98-1d46f3c6f541"), // Update Password Not Required Bit
        new("05c74c5e-4deb-43b4-bd9f-86664c2a7fd5"), // Enable Per User Reversibly Encrypted Password
    ];

    private readonly List<Action<ForestDraft, DomainState>> _contents = [];

    internal DomainBuilder(string dnsName, string netBiosName)
    {
        DnsName = dnsName;
        NetBiosName = netBiosName;
        Suffix = dnsName;
    }

    internal string DnsName { get; }

    internal string NetBiosName { get; }

    internal string Dn => DistinguishedName.FromDnsName(DnsName);

    internal List<ControllerPlan> Controllers { get; } = [];

    internal string Suffix { get; private set; }

    internal PasswordPolicyPlan Policy { get; private set; } = new();

    /// <summary>Adds a domain controller; the first one holds the domain's roles and must be writable.</summary>
    /// <param name="name">Computer name.</param>
    /// <param name="site">Its site; sites come into being by being named.</param>
    /// <param name="readOnly">A read-only domain controller.</param>
    /// <param name="propagator">How fast it passes permissions on; 10 objects a second at once when not given.</param>
    public DomainBuilder Controller(string name, string site, bool readOnly = false, PropagatorSpeed? propagator = null)
    {
        Controllers.Add(new ControllerPlan(name, site, readOnly, propagator ?? new PropagatorSpeed(TimeSpan.Zero, 10)));
        return this;
    }

    /// <summary>What stands behind the @ in user principal names; the domain's DNS name unless set.</summary>
    public DomainBuilder UserPrincipalNameSuffix(string suffix)
    {
        Suffix = suffix;
        return this;
    }

    /// <summary>The password policy on the head of the domain.</summary>
    /// <param name="minimumAge">How long a password must be kept; 1 day unless set, as in a new domain.</param>
    /// <param name="maximumAge">After how long it expires; 42 days unless set.</param>
    /// <param name="minimumLength">Characters.</param>
    /// <param name="history">Passwords remembered.</param>
    public DomainBuilder PasswordPolicy(
        TimeSpan? minimumAge = null, TimeSpan? maximumAge = null, int minimumLength = 7, int history = 24)
    {
        Policy = new PasswordPolicyPlan(minimumAge ?? TimeSpan.FromDays(1), maximumAge ?? TimeSpan.FromDays(42), minimumLength, history);
        return this;
    }

    /// <summary>Adds a fine-grained password policy.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="precedence">The lowest wins.</param>
    /// <param name="minimumAge">Minimum age.</param>
    /// <param name="minimumLength">Characters.</param>
    /// <param name="appliesTo">Groups of this domain, by sAMAccountName.</param>
    public DomainBuilder PasswordSettings(
        string name, int precedence, TimeSpan minimumAge, int minimumLength, params IReadOnlyList<string> appliesTo)
    {
        _contents.Add((draft, domain) => DomainSkeleton.AddPasswordSettings(
            draft, domain, name, precedence, minimumAge, minimumLength, appliesTo));
        return this;
    }

    /// <summary>Adds an organizational unit below the head.</summary>
    public DomainBuilder OrganizationalUnit(string name, Action<ContainerBuilder>? build = null) =>
        Below(Dn, container => container.OrganizationalUnit(name, build));

    /// <summary>Fills the container CN=Users.</summary>
    public DomainBuilder UsersContainer(Action<ContainerBuilder> build) => Below($"CN=Users,{Dn}", build);

    /// <summary>
    /// Takes from Authenticated Users the rights to unexpire passwords, to allow none, and to store them reversibly, which a
    /// new domain gives them on its head. Hardened forests do this.
    /// </summary>
    public DomainBuilder HardenHead()
    {
        _contents.Add((draft, domain) => draft.RemoveAces(domain.Dn, ace =>
            ace.Sid == WellKnownSids.AuthenticatedUsers && ace.ObjectType is { } right && PasswordBits.Contains(right)));
        return this;
    }

    internal void Fill(ForestDraft draft, DomainState domain)
    {
        foreach (var content in _contents)
        {
            content(draft, domain);
        }
    }

    private DomainBuilder Below(string dn, Action<ContainerBuilder> build)
    {
        _contents.Add((draft, domain) => build(new ContainerBuilder(draft, domain, dn)));
        return this;
    }
}

/// <summary>A domain controller to be built.</summary>
internal sealed record ControllerPlan(string Name, string Site, bool ReadOnly, PropagatorSpeed Propagator);

/// <summary>A domain's password policy to be built.</summary>
internal sealed record PasswordPolicyPlan(TimeSpan MinimumAge, TimeSpan MaximumAge, int MinimumLength, int History)
{
    public PasswordPolicyPlan()
        : this(TimeSpan.FromDays(1), TimeSpan.FromDays(42), 7, 24)
    {
    }
}
