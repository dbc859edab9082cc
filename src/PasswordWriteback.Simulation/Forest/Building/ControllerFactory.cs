using System.Globalization;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Building;

/// <summary>Makes the domains and domain controllers of a forest, still empty.</summary>
internal static class ControllerFactory
{
    private const long UsnOfANewController = 12_000;

    /// <summary>Adds them in the order of their description.</summary>
    public static void AddDomains(ForestDraft draft, IReadOnlyList<DomainBuilder> plans)
    {
        var state = draft.State;
        foreach (var plan in plans)
        {
            state.Domains.Add(new DomainState
            {
                DnsName = plan.DnsName,
                NetBiosName = plan.NetBiosName,
                Dn = plan.Dn,
                Sid = NewDomainSid(draft),
                UserPrincipalNameSuffix = plan.Suffix,
                PdcEmulator = HostName(plan, plan.Controllers[0]),
            });
            foreach (var controller in plan.Controllers)
            {
                state.Controllers.Add(Create(draft, plan, controller));
            }
        }
    }

    private static ControllerState Create(ForestDraft draft, DomainBuilder domain, ControllerPlan plan) => new()
    {
        HostName = HostName(domain, plan),
        Domain = domain.DnsName,
        Site = plan.Site,
        SettingsDn = $"CN=NTDS Settings,CN={plan.Name.ToUpperInvariant()},CN=Servers,CN={plan.Site},CN=Sites,{draft.State.ConfigurationDn()}",
        ReadOnly = plan.ReadOnly,
        InvocationId = draft.NewGuid(),
        Propagator = plan.Propagator,
        Partitions = [domain.Dn, draft.State.ConfigurationDn(), draft.State.SchemaDn()],
        HighestUsn = UsnOfANewController * (draft.State.Controllers.Count + 1),
    };

    private static string HostName(DomainBuilder domain, ControllerPlan plan) => $"{plan.Name}.{domain.DnsName}";

    private static string NewDomainSid(ForestDraft draft)
    {
        var bytes = draft.NewGuid().ToByteArray();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"S-1-5-21-{BitConverter.ToUInt32(bytes, 0)}-{BitConverter.ToUInt32(bytes, 4)}-{BitConverter.ToUInt32(bytes, 12)}");
    }
}
