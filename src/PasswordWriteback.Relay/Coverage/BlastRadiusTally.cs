using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>
/// Adds up the accounts that the connector account can reset, today and with the plan written, and picks out the privileged
/// among them. Only enabled accounts that Entra Connect would synchronize count. Where it cannot be told exactly whether the
/// plan reaches an account (a descriptor that is not shown, a deny inherited from an object in between), the account counts:
/// the number errs upwards. Whether a privileged account among them is missed is not known as long as something of that could
/// not be read: then the sum says so.
/// </summary>
/// <param name="plan">The plan; its targets need not be written yet.</param>
/// <param name="connectorSid">SID of the connector account.</param>
/// <param name="accepted">Privileged accounts that are accepted: logon name, SID or distinguished name each.</param>
internal sealed class BlastRadiusTally(PermissionPlan plan, string connectorSid, IReadOnlyList<string> accepted)
{
    private static readonly RequestedRight ResetPassword = RequestedRight.ExtendedRight(ExtendedRights.ResetPassword);

    private readonly List<PrivilegedAccount> _privileged = [];
    private readonly HashSet<string> _accepted = new(accepted, StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _gaps = [];
    private readonly List<string> _notes = [];
    private readonly List<DomainPrivileges> _domains = [];
    private readonly List<(string Category, Sid Sid, string Why)> _everybody = [];
    private int _unread;
    private int _before;
    private int _after;

    /// <summary>Notes what could not be read of who is privileged, one sentence each.</summary>
    public void AddGaps(IEnumerable<string> sentences) => _gaps.AddRange(sentences);

    /// <summary>Adds a domain, before the users of any: whoever is privileged in it counts, of whatever domain the account is.</summary>
    public void AddDomain(DomainPrivileges privileges)
    {
        _domains.Add(privileges);
        _gaps.AddRange(privileges.Gaps);
        _notes.AddRange(privileges.Notes);
        _everybody.AddRange(privileges.OfEverybody());
    }

    /// <summary>Adds a user.</summary>
    public void Add(ScannedUser user, DomainPrivileges privileges)
    {
        if (!user.Enabled || !user.IsSynchronizable)
        {
            return;
        }

        var isAccepted = IsAccepted(user);
        var judged = Judge(user, privileges);
        _unread += judged is null && !isAccepted ? 1 : 0;
        var (before, closed, denied) = judged ?? default;
        var after = before || (!closed && !denied && IsReached(user, privileges));
        _before += before ? 1 : 0;
        _after += after ? 1 : 0;
        if (after && Reasons(user, privileges, closed) is { Count: > 0 } reasons)
        {
            _privileged.Add(new PrivilegedAccount(
                user.Dn,
                user.SamAccountName,
                user.Sid?.ToString() ?? string.Empty,
                [.. reasons.Select(reason => reason.Category)],
                [.. reasons.Select(reason => reason.Why)],
                isAccepted));
        }
    }

    /// <summary>The sum so far, as counts and by name.</summary>
    public (BlastRadius Counts, BlastRadiusDetail Detail) Summarize()
    {
        List<PrivilegedAccount> privileged = [.. Everybody(), .. _privileged];
        return (
            new BlastRadius(
                _before,
                _after,
                [
                    .. from category in BlastCategories.All
                       let accounts = privileged.Where(account => account.Categories.Contains(category.Name)).ToList()
                       where accounts.Count > 0
                       select new BlastCategory(category.Name, category.Description, accounts.Count, accounts.Count(account => account.Accepted)),
                ],
                privileged.Count(account => !account.Accepted),
                UnknownReason(),
                _notes.Count == 0 ? null : [.. _notes.Distinct(StringComparer.Ordinal)]),
            new BlastRadiusDetail(privileged));
    }

    // One line for all of them, under the name that the ACE or the group gives them: every resettable account has that privilege.
    private IEnumerable<PrivilegedAccount> Everybody() => _after == 0 ? [] : _everybody
        .GroupBy(item => item.Sid)
        .Select(group => new PrivilegedAccount(
            string.Empty,
            WellKnownNames.Of(group.Key) ?? group.Key.ToString(),
            group.Key.ToString(),
            [.. group.Select(item => item.Category).Distinct(StringComparer.Ordinal)],
            [.. group.Select(item => $"every account {item.Why}").Distinct(StringComparer.Ordinal)],
            _accepted.Contains(group.Key.ToString())));

    private string? UnknownReason()
    {
        var accounts = _unread == 0 ? string.Empty : $"The permissions of {_unread} enabled accounts are not shown to this identity. ";
        var reason = (accounts + string.Join(' ', _gaps)).Trim();
        return reason.Length == 0 ? null : reason;
    }

    private bool IsAccepted(ScannedUser user) =>
        _accepted.Contains(user.SamAccountName) || _accepted.Contains(user.Dn) || (user.Sid is { } sid && _accepted.Contains(sid.ToString()));

    private List<(string Category, string Why)> Reasons(ScannedUser user, DomainPrivileges privileges, bool closed)
    {
        var reasons = new List<(string, string)>();
        if (privileges.FindProtected(user) is { } group)
        {
            // Not stamped yet: AdminSDHolder will close it within the hour. Closed and resettable: its descriptor itself was opened.
            if (closed)
            {
                reasons.Add((BlastCategories.Protected, $"member of {group}"));
            }

            return reasons;
        }

        // AdminSDHolder protects the accounts of its own domain alone: what they are in another one leaves them open here.
        Add(BlastCategories.TierZero, "member of", _domains.Select(domain => domain.FindTierZero(user) ?? domain.FindProtected(user)));
        Add(BlastCategories.Control, "may", _domains.Select(domain => domain.FindControl(user)));
        Add(BlastCategories.PolicyWriter, "may", _domains.Select(domain => domain.FindPolicyWriter(user)));
        if (user.Sid?.ToString() == connectorSid || user.SamAccountName.StartsWith("ADSync", StringComparison.OrdinalIgnoreCase))
        {
            reasons.Add((BlastCategories.Connect, "account of Entra Connect"));
        }

        if (user.HasServicePrincipalName)
        {
            reasons.Add((BlastCategories.Service, "has a service principal name"));
        }

        return reasons;

        void Add(string category, string verb, IEnumerable<string?> found)
        {
            if (found.FirstOrDefault(name => name is not null) is { } first)
            {
                reasons.Add((category, $"{verb} {first}"));
            }
        }
    }

    private bool IsReached(ScannedUser user, DomainPrivileges privileges) => plan.Targets.Any(target =>
        DistinguishedName.IsAtOrBelow(user.Dn, target.Dn)
        && target.Aces.Any(ace => ace.Right == WritebackRight.ResetPassword && (user.ObjectClass.Length == 0 || ace.ObjectClass.Equals(user.ObjectClass, StringComparison.OrdinalIgnoreCase)))
        && privileges.ProtectedDacls.Blocking(user.Dn, target.Dn) is null);

    /// <summary>Whether the account is resettable now, whether its DACL is closed, and whether it denies the reset by an ACE of its own; null when its descriptor is not known.</summary>
    private static (bool Granted, bool Closed, bool Denied)? Judge(ScannedUser user, DomainPrivileges privileges)
    {
        if (user.Descriptor is not { } bytes)
        {
            return null;
        }

        try
        {
            var answer = AccessEvaluator.Evaluate(bytes, privileges.Token, ResetPassword, user.Sid is { } self ? self.Bytes : default);
            return (
                answer.IsGranted,
                new DescriptorView(bytes).Control.HasFlag(DescriptorControl.DaclProtected),
                answer.Decision == AccessDecision.Denied && !SecurityDescriptor.Parse(bytes).Dacl!.Aces[answer.AceIndex].IsInherited);
        }
        catch (DescriptorFormatException)
        {
            return null;
        }
    }
}
