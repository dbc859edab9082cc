using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.Server;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary><c>/policies/authorizationPolicy</c>.</summary>
internal sealed class AuthorizationPolicyRoute : IGraphRoute
{
    public string Path => "/policies/authorizationPolicy";

    public IReadOnlyCollection<string> Permissions => ["Policy.Read.All", "Policy.ReadWrite.Authorization"];

    public IResult Answer(GraphRequest request) => request.Entity("authorizationPolicy", new JsonObject
    {
        ["id"] = "authorizationPolicy",
        ["displayName"] = "Authorization Policy",
        ["description"] = "Used to manage authorization related settings across the company.",
        ["allowInvitesFrom"] = "adminsAndGuestInviters",
        ["allowedToSignUpEmailBasedSubscriptions"] = true,
        ["allowedToUseSSPR"] = request.State.AdministratorsMayReset,
        ["allowEmailVerifiedUsersToJoinOrganization"] = false,
        ["blockMsolPowerShell"] = true,
        ["guestUserRoleId"] = "10dae51f-b6af-4016-8d66-8c2a99b929b3",
        ["defaultUserRolePermissions"] = new JsonObject
        {
            ["allowedToCreateApps"] = false,
            ["allowedToCreateSecurityGroups"] = false,
            ["allowedToCreateTenants"] = false,
            ["allowedToReadBitlockerKeysForOwnedDevice"] = true,
            ["allowedToReadOtherUsers"] = true,
            ["permissionGrantPoliciesAssigned"] = new JsonArray(),
        },
    });
}
