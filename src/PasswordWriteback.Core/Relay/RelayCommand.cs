using System.Text.Json.Serialization;
using PasswordWriteback.Core.EntraConnect.Events;

namespace PasswordWriteback.Core.Relay;

/// <summary>
/// What a relay can be asked to do: a closed set. No command carries a distinguished name, an SDDL string, an account
/// or a script; the relay derives all of them from its own discovery and its own records.
/// </summary>
/// <param name="CommandId">Identity of the command; a repeated one returns the first answer and never writes twice.</param>
/// <param name="TenantId">The tenant it is for.</param>
/// <param name="RunId">The run it belongs to.</param>
/// <param name="Forest">Name of the forest in the tenant's record; tells the relay which of its forests is meant.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Discover), "discover")]
[JsonDerivedType(typeof(AssessPermissions), "assessPermissions")]
[JsonDerivedType(typeof(GrantPermissions), "grantPermissions")]
[JsonDerivedType(typeof(RevokePermissions), "revokePermissions")]
[JsonDerivedType(typeof(ConfirmReplication), "confirmReplication")]
[JsonDerivedType(typeof(ReadPasswordPolicy), "readPasswordPolicy")]
[JsonDerivedType(typeof(SetConnectWriteback), "setConnectWriteback")]
[JsonDerivedType(typeof(CollectEvidence), "collectEvidence")]
public abstract record RelayCommand(Guid CommandId, Guid TenantId, string RunId, string Forest);

/// <summary>Domains, domain controllers, connector account, Entra Connect.</summary>
public sealed record Discover(Guid CommandId, Guid TenantId, string RunId, string Forest)
    : RelayCommand(CommandId, TenantId, RunId, Forest);

/// <summary>Rights per scope, coverage, blast radius, password policy, and the plan.</summary>
public sealed record AssessPermissions(Guid CommandId, Guid TenantId, string RunId, string Forest)
    : RelayCommand(CommandId, TenantId, RunId, Forest);

/// <summary>Writes the plan with this hash, which the relay made and kept itself.</summary>
public sealed record GrantPermissions(Guid CommandId, Guid TenantId, string RunId, string Forest, string PlanHash)
    : RelayCommand(CommandId, TenantId, RunId, Forest);

/// <summary>Takes back the ACEs that the grant of run <paramref name="GrantRunId"/> added, as the relay recorded them.</summary>
public sealed record RevokePermissions(Guid CommandId, Guid TenantId, string RunId, string Forest, string GrantRunId)
    : RelayCommand(CommandId, TenantId, RunId, Forest);

/// <summary>
/// Asks every domain controller whether the writes of run <paramref name="GrantRunId"/> have arrived; without one, whether
/// the permissions as they stand on the PDC emulators have.
/// </summary>
public sealed record ConfirmReplication(Guid CommandId, Guid TenantId, string RunId, string Forest, string? GrantRunId)
    : RelayCommand(CommandId, TenantId, RunId, Forest);

/// <summary>The password policy on the heads of the domains.</summary>
public sealed record ReadPasswordPolicy(Guid CommandId, Guid TenantId, string RunId, string Forest)
    : RelayCommand(CommandId, TenantId, RunId, Forest);

/// <summary>Turns the writeback switch of Entra Connect and reads it back.</summary>
public sealed record SetConnectWriteback(Guid CommandId, Guid TenantId, string RunId, string Forest, bool Enabled)
    : RelayCommand(CommandId, TenantId, RunId, Forest);

/// <summary>Events and directory proof of writeback at work since <paramref name="Since"/>.</summary>
/// <param name="CommandId">See <see cref="RelayCommand"/>.</param>
/// <param name="TenantId">See <see cref="RelayCommand"/>.</param>
/// <param name="RunId">See <see cref="RelayCommand"/>.</param>
/// <param name="Forest">See <see cref="RelayCommand"/>.</param>
/// <param name="Since">Start of the window.</param>
/// <param name="SeenElsewhere">
/// Successes that the relay on the Entra Connect server of this forest has seen in its log: the relay of the forest then reads no log, and
/// looks in its directory whether one of them is its canary's. Null: the relay reads the log of its own server.
/// </param>
public sealed record CollectEvidence(
    Guid CommandId,
    Guid TenantId,
    string RunId,
    string Forest,
    DateTimeOffset Since,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SeenSuccess>? SeenElsewhere = null)
    : RelayCommand(CommandId, TenantId, RunId, Forest);
