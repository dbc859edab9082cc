using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.Replication;
using PasswordWriteback.Simulation.Forest.Schema;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Passwords;

/// <summary>
/// An administrative password reset on one domain controller, with the rules that Active Directory applies to whoever resets.
/// </summary>
internal static class PasswordReset
{
    private const long Disabled = 2;
    private static readonly Guid ResetPassword = new("00299570-246d-11d0-a768-00aa006e0529");
    private static readonly Guid UnexpirePassword = new("ccc2dc7d-a6ad-4a7a-8846-c04e3cc53501");

    /// <summary>Resets a user's password.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="writer">Writes it.</param>
    /// <param name="controller">Where.</param>
    /// <param name="token">Who resets.</param>
    /// <param name="userDn">Whose password.</param>
    /// <param name="policyHints">
    /// Whether the request carries the policy-hints control, as Entra Connect's does: then minimum age counts for a reset too.
    /// </param>
    public static PasswordResetResult Apply(
        ForestState forest, OriginatingWriter writer, ControllerState controller, AccessToken token, string userDn, bool policyHints)
    {
        if (Refusal(forest, controller, token, userDn, policyHints) is { } refusal)
        {
            return refusal;
        }

        var user = controller.Find(userDn)!;
        var head = controller.Find(user.Partition)!;
        var unexpires = ObjectSecurity.Grants(head, token, RequestedRight.ExtendedRight(UnexpirePassword));
        writer.Modify(controller, user, ("pwdLastSet", [unexpires ? LdapValue.FileTime(forest.Now) : LdapValue.Integer(0)]));
        var unlocks = user.Integer("lockoutTime") > 0
            && ObjectSecurity.MayWrite(user, token, ForestSchema.Attribute("lockoutTime"));
        if (unlocks)
        {
            writer.Modify(controller, user, ("lockoutTime", [LdapValue.Integer(0)]));
        }

        return new PasswordResetResult(
            PasswordResetOutcome.Done,
            unexpires ? forest.Now : null,
            unlocks,
            unexpires
                ? $"The password was set on {controller.HostName}."
                : $"The password was set on {controller.HostName}, and expired at once: Unexpire Password is missing on {head.Dn}.");
    }

    private static PasswordResetResult? Refusal(
        ForestState forest, ControllerState controller, AccessToken token, string userDn, bool policyHints)
    {
        if (controller.Reachability != Reachability.Answers || controller.ReadOnly)
        {
            return Refused(PasswordResetOutcome.Unavailable, $"{controller.HostName} does not take the write.");
        }

        if (controller.Find(userDn) is not { ClassName: "user" or "inetOrgPerson" } user)
        {
            return Refused(PasswordResetOutcome.NoSuchUser, $"{controller.HostName} has no user {userDn}.");
        }

        if (!ObjectSecurity.Grants(user, token, RequestedRight.ExtendedRight(ResetPassword)))
        {
            return Refused(PasswordResetOutcome.AccessDenied, $"Reset Password is not granted on {user.Dn} at {controller.HostName}.");
        }

        if (((user.Integer("userAccountControl") ?? 0) & Disabled) != 0)
        {
            return Refused(PasswordResetOutcome.AccountDisabled, $"{user.Dn} is disabled.");
        }

        var minimumAge = EffectivePasswordPolicy.Of(forest, controller, user).MinimumAge;
        var set = user.Integer("pwdLastSet") ?? 0;
        return policyHints && set > 0 && DateTimeOffset.FromFileTime(set) + minimumAge > forest.Now
            ? Refused(PasswordResetOutcome.PolicyRestriction, $"The password of {user.Dn} is younger than {minimumAge.TotalHours:0} hours.")
            : null;
    }

    private static PasswordResetResult Refused(PasswordResetOutcome outcome, string detail) => new(outcome, null, Unlocked: false, detail);
}
