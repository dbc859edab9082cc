using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.ActiveDirectory.Coverage;

/// <summary>What writeback does with a password.</summary>
public enum PasswordOperation
{
    /// <summary>A user who forgot the password sets a new one in the cloud.</summary>
    SelfReset,

    /// <summary>An administrator sets a new one in the cloud.</summary>
    AdministratorReset,

    /// <summary>A user who knows the password changes it in the cloud.</summary>
    Change,

    /// <summary>A user unlocks the account in the cloud and keeps the password.</summary>
    Unlock,
}

/// <summary>Whether an operation reaches a user.</summary>
public enum OperationVerdict
{
    /// <summary>It does.</summary>
    Can,

    /// <summary>It does not: the DACL lacks a right or denies it.</summary>
    Cannot,

    /// <summary>The DACL lets it, but something else stands in the way now, or will.</summary>
    Conditional,

    /// <summary>It cannot be told.</summary>
    Unknown,
}

/// <summary>What stands in the way of an operation that the DACL lets.</summary>
public enum CoverageCondition
{
    /// <summary>Member of a protected group since less than an hour: will be stamped with AdminSDHolder's descriptor within 60 minutes.</summary>
    NewProtectedMember,

    /// <summary>The account is disabled: nobody signs in to it.</summary>
    Disabled,

    /// <summary>The account signs in by smart card only: a password is written, but not accepted.</summary>
    SmartCardOnly,

    /// <summary>The password was changed within the minimum age: a new one is refused until then.</summary>
    MinimumAge,
}

/// <summary>Whether one operation reaches one user, and why not.</summary>
/// <param name="Verdict">Whether it does.</param>
/// <param name="Reason">What the DACL says: <see cref="CoverageReason.Covered"/> where it lets the operation, else why it does not.</param>
/// <param name="Where">The object, group or ACE that causes it; empty when it is the user itself.</param>
/// <param name="Condition">What stands in the way; null where nothing does or the DACL refuses anyway.</param>
/// <param name="Until">When the condition ends; null where that is not known.</param>
public readonly record struct OperationAnswer(
    OperationVerdict Verdict,
    CoverageReason Reason,
    string Where,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CoverageCondition? Condition = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Until = null);

/// <summary>Every operation on one user.</summary>
/// <param name="SelfReset">Reset by the user.</param>
/// <param name="AdministratorReset">Reset by an administrator in the cloud.</param>
/// <param name="Change">Change by the user.</param>
/// <param name="Unlock">Unlock by the user.</param>
public sealed record UserOperations(OperationAnswer SelfReset, OperationAnswer AdministratorReset, OperationAnswer Change, OperationAnswer Unlock)
{
    /// <summary>The answer for one of them.</summary>
    public OperationAnswer Of(PasswordOperation operation) => operation switch
    {
        PasswordOperation.SelfReset => SelfReset,
        PasswordOperation.AdministratorReset => AdministratorReset,
        PasswordOperation.Change => Change,
        _ => Unlock,
    };
}
