using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Forest.Passwords;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.EntraConnect;

/// <summary>How a reset in the cloud ended.</summary>
/// <param name="WrittenBack">Whether the new password is in Active Directory.</param>
/// <param name="Controller">The domain controller that was asked; null when none was.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="Directory">What Active Directory did; null when the reset did not get there.</param>
public sealed record CloudResetResult(bool WrittenBack, string? Controller, string Detail, PasswordResetResult? Directory);

/// <summary>
/// A person resets a synchronized user's password in the cloud: Entra Connect takes the request from the service bus, resets
/// on its domain controller as the connector account, and logs what the real one would. No password exists in this.
/// </summary>
/// <param name="forest">The forest.</param>
/// <param name="server">The Entra Connect server.</param>
/// <param name="log">Its Application log.</param>
public sealed class SimulatedCloudReset(SimulatedForest forest, SimulatedConnectServer server, SimulatedEventLog log)
{
    /// <summary>Resets.</summary>
    /// <param name="user">User principal name, mail address, sAMAccountName or distinguished name.</param>
    /// <param name="byAdministrator">By an administrator in the portal, rather than by the user.</param>
    public CloudResetResult Reset(string user, bool byAdministrator = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        if (!server.Listens)
        {
            return new CloudResetResult(WrittenBack: false, null, "No Entra Connect server listens for this tenant.", null);
        }

        var (started, succeeded, failed) = byAdministrator ? (31009, 31010, 31011) : (31001, 31002, 31003);
        log.PasswordReset(started, $"Password reset request for {user} received.");
        if (Find(user) is not { } found)
        {
            log.PasswordReset(33002, $"The user {user} was not found among the synchronized objects.");
            log.PasswordReset(failed, $"Password reset of {user} failed.");
            return new CloudResetResult(WrittenBack: false, null, $"{user} is not synchronized.", null);
        }

        var result = forest.ResetPassword(found.Controller, found.Dn, server.Options.Account, policyHints: true);
        Explain(user, result);
        var done = result.Outcome == PasswordResetOutcome.Done;
        log.PasswordReset(done ? succeeded : failed, done ? $"Password reset of {user} succeeded." : $"Password reset of {user} failed.");
        return new CloudResetResult(done, found.Controller, result.Detail, result);
    }

    private void Explain(string user, PasswordResetResult result)
    {
        switch (result.Outcome)
        {
            case PasswordResetOutcome.AccessDenied:
                log.Synchronization(6329, $"Password reset of {user} failed: access denied, hr=80230626.");
                log.PasswordReset(33004, $"Active Directory denied the reset of {user}: a permission is missing, or the account is protected.");
                break;
            case PasswordResetOutcome.PolicyRestriction:
                log.Synchronization(6329, $"Password reset of {user} failed: policy restriction, hr=80230619.");
                log.PasswordReset(33008, $"The password of {user} does not meet the policy of Active Directory.");
                break;
            case PasswordResetOutcome.AccountDisabled:
                log.PasswordReset(33005, $"The account of {user} is disabled.");
                break;
            case PasswordResetOutcome.NoSuchUser:
                log.PasswordReset(33002, $"The user {user} was not found.");
                break;
            case PasswordResetOutcome.Unavailable:
                log.Synchronization(6329, $"Password reset of {user} failed: {result.Detail}");
                log.PasswordReset(33001, $"Active Directory did not take the reset of {user}.");
                break;
            default:
                break;
        }
    }

    /// <summary>The synchronized user, and the domain controller that Entra Connect would ask.</summary>
    private (string Dn, string Controller)? Find(string user) => forest.Read<(string, string)?>(state =>
    {
        foreach (var container in server.Options.Containers)
        {
            if (state.DomainOf(container) is not { } domain)
            {
                continue;
            }

            var key = DistinguishedName.Key(container);
            var found = state.PdcEmulator(domain).Objects.FirstOrDefault(pair =>
                pair.Value.ClassName is "user" or "inetOrgPerson" && DistinguishedName.IsWithin(pair.Key, key) && IsNamed(pair.Value, user));
            if (found.Value is not null)
            {
                return (found.Value.Dn, ControllerFor(state, domain));
            }
        }

        return null;
    });

    private static bool IsNamed(ObjectState entry, string user) =>
        ((string?[])[entry.Dn, entry.Text("userPrincipalName"), entry.Text("mail"), entry.Text("sAMAccountName")])
            .Contains(user, StringComparer.OrdinalIgnoreCase);

    private string ControllerFor(ForestState state, DomainState domain)
    {
        var named = server.Options.PreferredControllers.Append(server.Options.LastUsedController).OfType<string>();
        return named
            .Select(state.FindController)
            .OfType<ControllerState>()
            .Where(controller => controller.Domain == domain.DnsName && !controller.ReadOnly)
            .OrderBy(controller => controller.Reachability != Reachability.Answers)
            .FirstOrDefault()?.HostName ?? domain.PdcEmulator;
    }
}
