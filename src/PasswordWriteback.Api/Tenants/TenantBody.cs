namespace PasswordWriteback.Api.Tenants;

/// <summary>What a portal says about a tenant. PUT replaces all of it.</summary>
/// <param name="Name">Name for people, 1 to 200 characters.</param>
/// <param name="Forests">DNS names of the roots of its Active Directory forests, 1 to 20, each once.</param>
/// <param name="CheckIntervalHours">How often it is checked while all is well, 1 to 720 hours. Default: each day.</param>
/// <param name="MinimumPasswordAgeZero">
/// Whether users shall be able to change their password more than once a day: the domain's minimum password age must then be 0.
/// Default: no.
/// </param>
public sealed record TenantBody(
    string Name, IReadOnlyList<string> Forests, int CheckIntervalHours = 24, bool MinimumPasswordAgeZero = false);
