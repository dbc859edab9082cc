using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;

namespace PasswordWriteback.Simulation.Tests.Forest.Convergence;

/// <summary>A coverage scan of one domain controller, compared user by user with what that domain controller truly grants.</summary>
internal sealed class CoverageCheck(GeneratedForest forest, ForestOracle truth, IDirectoryConnector connector, Action<string> count)
{
    /// <summary>Scans; throws where the scan says something that is not so.</summary>
    public async Task<List<UserCoverage>> CheckAsync(string host, DirectoryForest found, IReadOnlyList<Ace> ours)
    {
        var connect = new ConnectReading(
            "connect", "2.5", "2.5", Staging: false, WritebackEnabled: false, TenantId: null,
            [new DirectoryConnector("corp.example", @"CORP\MSOL_1", [GeneratedForest.Head], [], host)], new Dictionary<string, string>());
        var said = new List<UserCoverage>();
        var summary = await new CoverageScanner(connector, forest.Clock).ScanAsync(
            new AssessmentRequest(found, forest.Account, new PermissionSettings { Scopes = [GeneratedForest.Scope] }, connect), said.Add, CancellationToken.None);
        Assert.Equal([host], summary.Servers);
        Assert.Null(summary.Gaps);
        var users = truth.Users(host, ours).ToDictionary(user => user.Dn, StringComparer.OrdinalIgnoreCase);
        Assert.Equal(users.Keys.Order(StringComparer.Ordinal), said.Select(user => user.Dn).Order(StringComparer.Ordinal));
        var administrators = truth.Administrators();
        var here = host == GeneratedForest.Pdc;
        foreach (var user in said)
        {
            var really = users[user.Dn];
            var stamped = !administrators.Contains(ForestOracle.NameOf(user.Dn)) || really.IsClosed;
            Compare(user, user.Reason == CoverageReason.Covered, really.MayAll && stamped, "covered");
            Compare(user, user.Operations.SelfReset.Verdict == OperationVerdict.Can, really.MayReset && stamped, "resettable");
            Compare(user, user.Operations.Change.Verdict == OperationVerdict.Can, really.MayChange && stamped, "changeable");
            Compare(user, user.Operations.Unlock.Verdict == OperationVerdict.Can, really.MayUnlock && stamped, "unlockable");
            count($"user {user.Reason}");
            Assert.True(IsSo(user.Reason, really, administrators.Contains(ForestOracle.NameOf(user.Dn)), here), $"{user.Dn} on {host} is {user.Reason} ({user.Where}), but {really}.");
        }

        return said;

        void Compare(UserCoverage user, bool isSaid, bool isSo, string what) =>
            Assert.True(isSaid == isSo, $"{user.Dn} on {host} is said {(isSaid ? string.Empty : "not ")}to be {what} ({user.Reason}, {user.Where}): {users[user.Dn]}.");
    }

    /// <summary>Whether a reason is true. Who is an administrator and where inheritance stops is read from the PDC emulator: elsewhere it may be older or newer.</summary>
    private static bool IsSo(CoverageReason reason, TrueUser user, bool isAdministrator, bool isPdc) => reason switch
    {
        CoverageReason.Covered => user.MayAll,
        CoverageReason.ProtectedByDesign => isAdministrator,
        CoverageReason.OrphanedAdminCount => user is { AdminCount: true, IsClosed: true } && !isAdministrator,
        CoverageReason.DeniedByAce => user.IsDenied && !isAdministrator,
        CoverageReason.InheritanceBlocked => (user.IsCutOff || !isPdc) && !isAdministrator,
        CoverageReason.RightMissing => !user.IsOverruled && !user.IsClosed && !(isPdc && user.IsCutOff) && !isAdministrator,
        _ => false,
    };
}
