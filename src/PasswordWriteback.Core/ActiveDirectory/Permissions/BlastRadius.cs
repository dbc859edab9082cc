using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>A kind of account that writeback makes resettable from the cloud. Names stay on the relay.</summary>
/// <param name="Name">Stable name, for example <c>service-principal-name</c> or <c>tier-0-member</c>.</param>
/// <param name="Description">In words.</param>
/// <param name="Count">How many accounts.</param>
/// <param name="Accepted">How many of them policy accepts by name.</param>
public sealed record BlastCategory(string Name, string Description, int Count, int Accepted);

/// <summary>The accounts that a plan makes resettable by whoever may reset the cloud account.</summary>
/// <param name="ResettableBefore">Accounts that the connector account can reset today.</param>
/// <param name="ResettableAfter">Accounts that it can reset once the plan is written.</param>
/// <param name="Privileged">Privileged but unprotected accounts among the latter, by category; an account may be in several.</param>
/// <param name="Unaccepted">Distinct privileged accounts that policy does not accept by name. More than 0 blocks the plan.</param>
/// <param name="UnknownReason">Why there may be privileged accounts that were not recognized: what could not be read, in counts and names of system objects only. Blocks the plan, too. Null when all was read.</param>
/// <param name="Notes">What was left out because it is proven not to exist, such as a Group Policy that a link outlived; one sentence each, null when nothing was.</param>
public sealed record BlastRadius(
    int ResettableBefore,
    int ResettableAfter,
    IReadOnlyList<BlastCategory> Privileged,
    int Unaccepted,
    string? UnknownReason = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Notes = null);
