using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Coverage;

/// <summary>A group or account that AdminSDHolder protects.</summary>
/// <param name="Sid">Its SID.</param>
/// <param name="Name">Its English name.</param>
/// <param name="IsAccount">Whether it is an account, not a group.</param>
public sealed record ProtectedPrincipal(Sid Sid, string Name, bool IsAccount = false);

/// <summary>
/// Which groups and accounts AdminSDHolder protects (Windows Server 2008 and later; Active Directory Security Best Practices,
/// Appendix C; MS-ADTS 3.1.1.6.1). Four operator groups can be left out by dSHeuristics (MS-ADTS 6.1.1.2.4.1.2, dwAdminSDExMask).
/// </summary>
public static class ProtectedGroups
{
    private const int AdminSdExMaskPosition = 16;

    /// <summary>The protected principals of a domain.</summary>
    /// <param name="domain">SID of the domain.</param>
    /// <param name="forestRoot">SID of the forest root domain, which holds Schema Admins and Enterprise Admins; null when it is not known: they are left out then.</param>
    /// <param name="dsHeuristics">The attribute dSHeuristics of CN=Directory Service; null when it is not set.</param>
    public static IReadOnlyList<ProtectedPrincipal> Of(Sid domain, Sid? forestRoot, string? dsHeuristics)
    {
        ArgumentNullException.ThrowIfNull(domain);
        var excluded = ExcludedOperators(dsHeuristics);
        return
        [
            new(domain.Append(WellKnownRids.Administrator), "Administrator", IsAccount: true),
            new(domain.Append(WellKnownRids.Krbtgt), "krbtgt", IsAccount: true),
            new(domain.Append(WellKnownRids.DomainAdmins), "Domain Admins"),
            new(domain.Append(WellKnownRids.DomainControllers), "Domain Controllers"),
            new(domain.Append(WellKnownRids.ReadOnlyDomainControllers), "Read-only Domain Controllers"),
            .. forestRoot is null
                ? Array.Empty<ProtectedPrincipal>()
                : [new(forestRoot.Append(WellKnownRids.SchemaAdmins), "Schema Admins"), new(forestRoot.Append(WellKnownRids.EnterpriseAdmins), "Enterprise Admins")],
            new(WellKnownSids.BuiltinAdministrators, "Administrators"),
            new(WellKnownSids.Replicator, "Replicator"),
            .. Operators.Where(item => (excluded & item.Bit) == 0).Select(item => new ProtectedPrincipal(item.Sid, item.Name)),
        ];
    }

    /// <summary>The operator groups that dSHeuristics leaves unprotected: privileged nonetheless.</summary>
    public static IReadOnlyList<ProtectedPrincipal> LeftOut(string? dsHeuristics)
    {
        var excluded = ExcludedOperators(dsHeuristics);
        return [.. Operators.Where(item => (excluded & item.Bit) != 0).Select(item => new ProtectedPrincipal(item.Sid, item.Name))];
    }

    private static readonly (Sid Sid, string Name, int Bit)[] Operators =
    [
        (WellKnownSids.AccountOperators, "Account Operators", 1),
        (WellKnownSids.ServerOperators, "Server Operators", 2),
        (WellKnownSids.PrintOperators, "Print Operators", 4),
        (WellKnownSids.BackupOperators, "Backup Operators", 8),
    ];

    private static int ExcludedOperators(string? dsHeuristics) =>
        dsHeuristics is { Length: >= AdminSdExMaskPosition } && char.IsAsciiHexDigit(dsHeuristics[AdminSdExMaskPosition - 1])
            ? Convert.ToInt32(dsHeuristics[(AdminSdExMaskPosition - 1)..AdminSdExMaskPosition], 16)
            : 0;
}
