using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Simulation.Forest.Filters;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Connections;

/// <summary>Answers searches on one domain controller, as far as the account may see. Never leaves the naming context of the base.</summary>
internal static class DirectoryReader
{
    /// <summary>The entries that match.</summary>
    /// <exception cref="DirectoryException">Bad name or filter, an object that is not there, or one that another controller holds.</exception>
    public static List<DirectoryEntry> Search(
        ForestState forest, ControllerState controller, AccessToken token, DirectorySearch search)
    {
        var (key, filter) = Read(controller, search);
        if (!controller.Objects.TryGetValue(key, out var start) || !View(start).IsVisible)
        {
            throw forest.DomainOf(search.BaseDn) is { } domain && !controller.Holds(domain.Dn)
                ? DirectoryFaults.Referral(controller.HostName, search.BaseDn, "hold")
                : DirectoryFaults.NoSuchObject(controller.HostName, search.BaseDn);
        }

        var schemaDn = forest.SchemaDn();
        return [.. Candidates(controller, start, key, search.Depth)
            .Select(View)
            .Where(entry => SearchFilterEvaluator.Matches(filter, entry, schemaDn) && entry.IsVisible)
            .Select(entry => entry.Select(search.Attributes))];

        SearchedObject View(ObjectState entry) => new(forest, controller, entry, token, search.OwnerAndGroup);
    }

    private static (string Key, SearchFilter Filter) Read(ControllerState controller, DirectorySearch search)
    {
        try
        {
            return (DistinguishedName.Key(search.BaseDn), SearchFilterParser.Parse(search.Filter));
        }
        catch (FormatException error)
        {
            throw DirectoryFaults.BadRequest(controller.HostName, error.Message);
        }
    }

    private static IEnumerable<ObjectState> Candidates(
        ControllerState controller, ObjectState start, string key, SearchDepth depth) => depth switch
    {
        SearchDepth.Base => [start],
        SearchDepth.OneLevel => controller.ChildrenOf(start),
        _ => controller.Objects
            .Where(pair => pair.Value.Partition == start.Partition && DistinguishedName.IsWithin(pair.Key, key))
            .Select(pair => pair.Value),
    };
}
