using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Demo;

/// <summary>Fills the simulated tenant with the users of the simulated forest's synchronized units, as Entra Connect would.</summary>
internal static class Synchronization
{
    private const long Disabled = 2;

    public static async Task<IReadOnlyList<SyncedAccount>> ReadAsync(SimulatedForest forest, CancellationToken cancellationToken)
    {
        var accounts = new List<SyncedAccount>();
        foreach (var (controller, scope) in new[] { (DemoForest.RootPdc, DemoForest.RootScope), (DemoForest.ChildPdc, DemoForest.ChildScope) })
        {
            var connection = await forest.ConnectorFor(DemoForest.RelayAccount).ConnectAsync(controller, cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var users = new DirectorySearch(
                    scope, SearchDepth.Subtree, "(&(objectCategory=person)(objectClass=user))", ["userPrincipalName", "name", "userAccountControl"]);
                await foreach (var user in connection.SearchAsync(users, cancellationToken).ConfigureAwait(false))
                {
                    accounts.Add(new SyncedAccount(
                        user.GetString("userPrincipalName") ?? user.Dn,
                        user.GetString("name") ?? user.Dn,
                        (user.GetInteger("userAccountControl") & Disabled) == 0));
                }
            }
        }

        return accounts;
    }
}
