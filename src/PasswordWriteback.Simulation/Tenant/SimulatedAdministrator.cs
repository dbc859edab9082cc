using System.Collections.Immutable;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Simulation.Tenant;

/// <summary>A step that the simulated administrator has done, to be shown as simulated.</summary>
/// <param name="At">When.</param>
/// <param name="What">One sentence.</param>
public sealed record AdministratorStep(DateTimeOffset At, string What);

/// <summary>
/// The person of a simulated tenant: does in its portal what no API does, and resets the canary's password. There are no
/// passwords in the simulation.
/// </summary>
public sealed class SimulatedAdministrator
{
    private readonly SimulatedTenant _tenant;
    private readonly TimeProvider _time;
    private ImmutableArray<AdministratorStep> _steps = [];

    internal SimulatedAdministrator(SimulatedTenant tenant, TimeProvider time)
    {
        _tenant = tenant;
        _time = time;
    }

    /// <summary>Who signs what was done.</summary>
    public string UserPrincipalName => $"admin@{_tenant.State.Domain}";

    /// <summary>What was done, in order.</summary>
    public IReadOnlyList<AdministratorStep> Steps => _steps;

    /// <summary>Called for each step as it is done; null when nobody looks on.</summary>
    public Action<AdministratorStep>? OnStep { get; set; }

    /// <summary>Password reset, Properties: who may reset.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="reportFollows">False: the registration report still shows the old setting, as it can for a day.</param>
    public AdministratorStep SetResetScope(ResetScope scope, bool reportFollows = true)
    {
        _tenant.Change(state => state with
        {
            ResetScope = scope,
            Report = reportFollows ? new ReportSource(scope, state.AdministratorsMayReset, _time.GetUtcNow()) : state.Report,
        });
        return Record($"Password reset > Properties: self-service password reset enabled for {scope}");
    }

    /// <summary>Password reset, On-premises integration: write back passwords.</summary>
    public AdministratorStep EnableOnPremisesIntegration()
    {
        _tenant.Change(state => state with { OnPremisesIntegration = true });
        return Record("Password reset > On-premises integration: write back passwords ticked");
    }

    /// <summary>Resets the password of a synchronized user in the portal.</summary>
    /// <param name="userPrincipalName">The user.</param>
    /// <param name="writeBack">
    /// Carries the reset to the (simulated) Active Directory: gets the user principal name, answers whether it was accepted.
    /// Asked only when On-premises integration is on.
    /// </param>
    /// <param name="cancellationToken">Cancels the carrying.</param>
    /// <returns>Whether the reset succeeded. Either way it is in the audit log.</returns>
    /// <exception cref="ArgumentException">There is no such user, or it is not synchronized.</exception>
    public Task<bool> ResetPasswordAsync(
        string userPrincipalName, Func<string, CancellationToken, Task<bool>> writeBack, CancellationToken cancellationToken) =>
        ResetAsync(Synced(userPrincipalName), "Reset password (by admin)", UserPrincipalName, refusal: null, writeBack, cancellationToken);

    /// <summary>
    /// Lets a synchronized user reset the own password at aka.ms/sspr. Refused where the scope leaves the user out.
    /// </summary>
    /// <inheritdoc cref="ResetPasswordAsync" />
    public Task<bool> LetUserResetPasswordAsync(
        string userPrincipalName, Func<string, CancellationToken, Task<bool>> writeBack, CancellationToken cancellationToken)
    {
        var user = Synced(userPrincipalName);
        var allowed = user.Enabled && (_tenant.State.ResetScope, user.InResetGroup) is (ResetScope.All, _) or (ResetScope.Selected, true);
        return ResetAsync(
            user,
            "Reset password (self-service)",
            user.UserPrincipalName,
            allowed ? null : "The user is not enabled for self-service password reset",
            writeBack,
            cancellationToken);
    }

    private SimulatedUser Synced(string userPrincipalName) =>
        _tenant.State.Users.FirstOrDefault(user =>
            user.Synced && string.Equals(user.UserPrincipalName, userPrincipalName, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException(
            $"'{userPrincipalName}' is no synchronized user of the simulated tenant {_tenant.State.DisplayName}.", nameof(userPrincipalName));

    private async Task<bool> ResetAsync(
        SimulatedUser user,
        string activity,
        string initiatedBy,
        string? refusal,
        Func<string, CancellationToken, Task<bool>> writeBack,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writeBack);
        refusal ??= _tenant.State.OnPremisesIntegration ? null : "Password writeback is not enabled for this tenant";
        var accepted = refusal is null && await writeBack(user.UserPrincipalName, cancellationToken).ConfigureAwait(false);
        var reason = accepted ? "" : refusal ?? "The on-premises directory did not accept the reset";
        var audit = new SimulatedAudit(Guid.NewGuid(), _time.GetUtcNow(), activity, accepted, reason, user, initiatedBy);
        _tenant.Change(current => current with { Audits = current.Audits.Add(audit) });
        Record($"{activity} of {user.UserPrincipalName}: {(accepted ? "accepted on-premises" : reason)}");
        return accepted;
    }

    private AdministratorStep Record(string what)
    {
        var step = new AdministratorStep(_time.GetUtcNow(), what);
        ImmutableInterlocked.Update(ref _steps, steps => steps.Add(step));
        OnStep?.Invoke(step);
        return step;
    }
}
