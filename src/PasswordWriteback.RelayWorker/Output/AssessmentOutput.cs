using System.Globalization;
using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Relay.Coverage;

namespace PasswordWriteback.RelayWorker.Output;

/// <summary>Rights, coverage, blast radius and password policy, in words.</summary>
internal static class AssessmentOutput
{
    public static void Rights(Tables output, IReadOnlyList<ScopeAssessment> scopes, string account)
    {
        output.Heading($"What {account} may do");
        output.Table(
            ["On", "Right", "For", "State", "Why"],
            scopes.SelectMany(scope => scope.Rights.Select(right => (IReadOnlyList<string>)
                [scope.Dn, Say(right.Right), right.ObjectClass, Say(right.State), right.Explanation])));
    }

    public static void Coverage(Tables output, CoverageSummary coverage)
    {
        output.Heading("Who can be written back");
        var share = coverage.EnabledUsers == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({100.0 * coverage.Covered / coverage.EnabledUsers:0.#} %)");
        output.Line($"{coverage.Covered} of {coverage.EnabledUsers} enabled users{share}; {coverage.Disabled} disabled not counted. Read from {string.Join(", ", coverage.Servers)} at {coverage.At:u}.");
        if (coverage.Denominators is { } of)
        {
            output.Line($"In containers that Entra Connect synchronizes: {Share(of.InConnectContainers)}");
            output.Line($"{(of.InConnectContainers.IsKnown ? "Of them in the tenant" : "In the tenant, wherever they lie")}: {(of.InTenant.IsKnown ? Share(of.InTenant.Value.Synced) : of.InTenant.UnknownReason)}");
            if (of.InTenant.IsKnown)
            {
                output.Line($"  of them licensed: {Share(of.InTenant.Value.Licensed)}");
                output.Line($"  of the licensed, with self-service reset on: {Share(of.InTenant.Value.SelfService)}");
                if (of.InTenant.Value.OutsideContainers is { } outside and > 0)
                {
                    output.Line($"  {outside} more are in the tenant, but outside of these containers: another server synchronizes them, or the containers were changed.");
                }
            }
        }

        if (coverage.Operations is { } operations)
        {
            output.Table(
                ["Operation", "Can", "Cannot", "On a condition", "Unknown", "Why"],
                operations.Select(operation => (IReadOnlyList<string>)
                [
                    Say(operation.Operation),
                    .. Enum.GetValues<OperationVerdict>().Select(verdict => operation.Count(verdict).ToString(CultureInfo.InvariantCulture)),
                    string.Join(", ", operation.Groups.Where(group => group.Verdict != OperationVerdict.Can)
                        .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count} {(group.Condition is { } condition ? Say(condition) : Say(group.Reason))}"))),
                ]));
        }

        var groups = coverage.Groups.Where(group => group.Reason != CoverageReason.Covered).ToList();
        if (groups.Count > 0)
        {
            output.Table(
                ["Users", "Reason", "Where", "Meaning", "What to do"],
                groups.Select(group => (IReadOnlyList<string>)
                    [group.Count.ToString(CultureInfo.InvariantCulture), Say(group.Reason), group.Where, group.Explanation, group.Remedy ?? "nothing"]));
        }
    }

    public static void BlastRadius(Tables output, BlastRadius radius, BlastRadiusDetail detail)
    {
        output.Heading("Who becomes resettable from the cloud");
        output.Line($"{radius.ResettableBefore} accounts today, {radius.ResettableAfter} with the plan.");
        if (detail.Accounts.Count > 0)
        {
            output.Table(
                ["Privileged account", "Why", "Accepted"],
                detail.Accounts.Select(account => (IReadOnlyList<string>)
                    [account.SamAccountName, string.Join("; ", account.Reasons), account.Accepted ? "yes" : "no"]));
        }

        foreach (var note in radius.Notes ?? [])
        {
            output.Line(note);
        }

        if (radius.UnknownReason is not null)
        {
            output.Warn($"Whether privileged accounts are missing from this list is not known: {radius.UnknownReason}");
        }

        if (radius.Unaccepted > 0)
        {
            output.Bad($"{radius.Unaccepted} of them are not accepted: leave them out of the scopes, take the privilege away, or accept each with --accept.");
        }
    }

    public static void PasswordPolicy(Tables output, IReadOnlyList<DomainPasswordPolicy> policies)
    {
        output.Heading("Password policy that users meet");
        foreach (var policy in policies)
        {
            if (!policy.IsKnown)
            {
                output.Line($"{policy.Domain}: unknown. {policy.UnknownReason}");
                continue;
            }

            output.Line(
                $"{policy.Domain}: at least {policy.MinimumLength} characters, {(policy.Complexity ? "complex" : "complexity is not asked for")}, {policy.History} remembered, "
                + (policy.MaximumAge is { } maximum ? $"changed every {Days(maximum)}, " : "never expiring, ")
                + (policy.MinimumAge == TimeSpan.Zero ? "no minimum age." : $"minimum age {Days(policy.MinimumAge)}: a user who has just changed has to wait that long."));
            output.Line(policy.FineGrained.IsKnown
                ? $"  Fine-grained policies: {(policy.FineGrained.Value.Count == 0 ? "none" : string.Join(", ", policy.FineGrained.Value.Select(fine => string.Create(CultureInfo.InvariantCulture, $"{fine.Name} (precedence {fine.Precedence})"))))}."
                : $"  Fine-grained policies: unknown. {policy.FineGrained.UnknownReason}");
            foreach (var line in GroupPolicies(policy))
            {
                output.Line($"  {line}");
            }
        }
    }

    private static IEnumerable<string> GroupPolicies(DomainPasswordPolicy policy)
    {
        if (policy.GroupPolicy is not { } read)
        {
            yield break;
        }

        if (!read.IsKnown)
        {
            yield return $"Group Policies: unknown. {read.UnknownReason}";
            yield break;
        }

        yield return $"Group Policies at the head, the one that wins first: {(read.Value.Applied.Count == 0 ? "none" : string.Join(", ", read.Value.Applied))}.";
        foreach (var reason in read.Value.LeftOut)
        {
            yield return reason;
        }

        yield return read.Value.Find(PasswordSetting.MinimumPasswordAge) switch
        {
            { Policy: { } winner, Value: { } days } => string.Create(CultureInfo.InvariantCulture, $"Minimum password age: set to {days} days by '{winner}'."),
            { UnknownReason: { } reason } => $"Minimum password age: which of them sets it is unknown. {reason}",
            _ => "Minimum password age: no Group Policy sets it.",
        };
        foreach (var different in PolicyDisagreement.Of(policy))
        {
            yield return $"The head differs until the PDC emulator's next policy refresh: {different}.";
        }
    }

    public static string Say(WritebackRight right) => right switch
    {
        WritebackRight.ResetPassword => "Reset Password",
        WritebackRight.ChangePassword => "Change Password",
        WritebackRight.WriteLockoutTime => "write lockoutTime",
        WritebackRight.WritePwdLastSet => "write pwdLastSet",
        _ => "Unexpire Password",
    };

    private static string Share(Reading<CoverageCount> count) => count.IsKnown ? Share(count.Value) : count.UnknownReason;

    private static string Share(CoverageCount count) => string.Create(CultureInfo.InvariantCulture, $"{count.Covered} of {count.Users} enabled users.");

    private static string Say(PasswordOperation operation) => operation switch
    {
        PasswordOperation.SelfReset => "reset by the user",
        PasswordOperation.AdministratorReset => "reset by an administrator",
        PasswordOperation.Change => "change by the user",
        _ => "unlock by the user",
    };

    private static string Say(CoverageCondition condition) => condition switch
    {
        CoverageCondition.NewProtectedMember => "joined a protected group, will be stamped within 60 minutes",
        CoverageCondition.Disabled => "disabled",
        CoverageCondition.SmartCardOnly => "smart card only",
        _ => "changed within the minimum age, or it is not known",
    };

    private static string Say(RightState state) => state switch
    {
        RightState.Present => "present",
        RightState.EffectiveThroughOther => "effective",
        RightState.Missing => "MISSING",
        RightState.Denied => "DENIED",
        _ => "unknown",
    };

    private static string Say(CoverageReason reason) => reason switch
    {
        CoverageReason.ProtectedByDesign => "protected by design",
        CoverageReason.OrphanedAdminCount => "protection left behind",
        CoverageReason.InheritanceBlocked => "inheritance is off",
        CoverageReason.DeniedByAce => "denied",
        CoverageReason.RightMissing => "right missing",
        CoverageReason.InetOrgPersonWithoutAces => "inetOrgPerson",
        CoverageReason.OutsideScope => "outside the scope",
        CoverageReason.Unreadable => "not readable",
        _ => "covered",
    };

    private static string Days(TimeSpan age) => age == TimeSpan.FromDays(1) ? "1 day"
        : age.TotalDays > 1 ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0.#} days")
        : string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0.#} hours");
}
