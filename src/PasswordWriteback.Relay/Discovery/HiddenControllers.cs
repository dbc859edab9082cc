using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Visibility;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>
/// Domain controllers that CN=Sites does not show: they look like ones that do not exist. The head of a domain names everyone that
/// holds it writable (msDs-masteredBy, the back link of msDS-HasMasterNCs; MS-ADA2), so the two are compared.
/// </summary>
internal static class HiddenControllers
{
    /// <summary>Those of one domain, under the host name that they usually have, so that they are asked like the others.</summary>
    /// <param name="domain">DNS name of the domain.</param>
    /// <param name="head">Distinguished name of its head.</param>
    /// <param name="masters">The settings objects that its head names.</param>
    /// <param name="seen">The domain controllers that CN=Sites shows.</param>
    /// <param name="gaps">Takes one sentence for each, or one when the head names none.</param>
    public static IEnumerable<ControllerReader.Controller> Of(
        string domain, string head, IReadOnlyList<string> masters, IReadOnlyList<ControllerReader.Controller> seen, List<string> gaps)
    {
        if (masters.Count == 0)
        {
            gaps.Add($"Whether {domain} has further domain controllers is not known {Unreadable.Words($"msDs-masteredBy of {head}", Unreadable.ReadProperty, "this identity")}.");
        }

        // CN=NTDS Settings,CN=DC2,CN=Servers,CN=<site>,CN=Sites,…
        foreach (var settings in masters.Where(settings => !seen.Any(controller => DistinguishedName.Same(controller.SettingsDn, settings))))
        {
            var server = DistinguishedName.Parent(settings);
            var host = $"{DistinguishedName.FirstValue(server)}.{domain}".ToLowerInvariant();
            var site = DistinguishedName.FirstValue(DistinguishedName.Parent(DistinguishedName.Parent(server)));
            gaps.Add($"{host}, a domain controller of {domain} in {site}, is hidden {Unreadable.Words(settings, Unreadable.ReadProperty, "this identity")}.");
            yield return new ControllerReader.Controller(host, settings, site, IsReadOnly: false, InvocationId: null, ComputerDn: null, [head]);
        }
    }
}
