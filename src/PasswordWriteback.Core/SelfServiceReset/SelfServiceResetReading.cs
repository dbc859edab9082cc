using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Core.SelfServiceReset;

/// <summary>
/// What the surfaces that can be read say about self-service password reset. None of them shows the portal's own
/// settings: who may reset, and whether writeback is on, have no supported API.
/// </summary>
/// <param name="Registrations">The registration report, asked for users who may and users who may not reset.</param>
/// <param name="AdministratorsMayReset">
/// <c>authorizationPolicy.allowedToUseSSPR</c>: whether administrators may reset their own passwords. Says nothing about users.
/// </param>
/// <param name="Audit">Password resets of synchronized users in the audit log.</param>
/// <param name="WritebackFeatureFlag">
/// <c>onPremisesSynchronization.features.passwordWritebackEnabled</c>. Documented as not in use: shown, decides nothing.
/// </param>
/// <param name="Recommendation">
/// Entra's recommendation <c>selfServicePasswordReset</c>, a beta route: a hint. Known and null: Entra makes none. Null in readings of
/// builds that did not ask.
/// </param>
/// <param name="Cost">What the reading cost; null in readings of builds that did not count.</param>
/// <param name="AdminCenter">Where a person changes what no API does, in a national cloud; null: in the global one.</param>
public sealed record SelfServiceResetReading(
    Reading<RegistrationReport> Registrations,
    Reading<bool> AdministratorsMayReset,
    Reading<WritebackAudit> Audit,
    Reading<bool> WritebackFeatureFlag,
    Reading<ResetRecommendation?>? Recommendation = null,
    GraphCost? Cost = null,
    Uri? AdminCenter = null);

/// <summary>Entra's own recommendation to enable self-service password reset.</summary>
/// <param name="Status"><c>active</c>, <c>completedBySystem</c>, <c>completedByUser</c>, <c>dismissed</c> or <c>postponed</c>.</param>
/// <param name="AsOf">When it changed last; null when Graph does not say.</param>
public sealed record ResetRecommendation(string Status, DateTimeOffset? AsOf);

/// <summary>
/// Password resets and changes of synchronized users in the audit log of the service Self-service Password Management.
/// For such users success means that the password was written back.
/// </summary>
/// <param name="Since">Start of the window that was read.</param>
/// <param name="LastSuccess">The newest success, by a user or an administrator; null when there is none in the window.</param>
/// <param name="LastActivity">What it was, in Graph's words; null when there is none.</param>
/// <param name="LastSelfService">
/// The newest reset by a user; null when none was seen. A change of a password that is known does not count: it needs no right to reset.
/// </param>
/// <param name="UsersWritten">How many different users succeeded, among the events read.</param>
/// <param name="EventsRead">How many events were read, newest first.</param>
/// <param name="Exhausted">
/// Whether every event of the window was read and every user behind it looked up. False: that nothing was found says nothing.
/// </param>
public sealed record WritebackAudit(
    DateTimeOffset Since,
    DateTimeOffset? LastSuccess,
    string? LastActivity,
    DateTimeOffset? LastSelfService,
    int UsersWritten,
    int EventsRead,
    bool Exhausted = true);
