using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>What a plan is made from.</summary>
/// <param name="Account">The connector account, as <c>DOMAIN\name</c>.</param>
/// <param name="AccountSid">Its SID.</param>
/// <param name="Profile">The rights to have.</param>
/// <param name="Explicit">Also add ACEs for rights that are effective through another one.</param>
/// <param name="DomainWide">Whether domain heads may be written.</param>
/// <param name="Scopes">The scopes, as they were read.</param>
/// <param name="Tokens">What the account shows in each domain, by DNS name without regard to case.</param>
/// <param name="At">When the directory was read.</param>
public sealed record PlanRequest(
    string Account,
    Sid AccountSid,
    PermissionProfile Profile,
    bool Explicit,
    bool DomainWide,
    IReadOnlyList<ScopeReading> Scopes,
    IReadOnlyDictionary<string, AccessToken> Tokens,
    DateTimeOffset At);
