using PasswordWriteback.Core;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Orchestration.Tests.Scripted;

/// <summary>What Microsoft Graph is made to say: a hybrid tenant with E3 licences and password reset enabled for all.</summary>
internal sealed class ScriptedTenant(TimeProvider time)
{
    public static readonly Guid Id = new("0d5b7ac4-2f2f-4f5b-9c2e-6f4f1c5a9b01");

    public bool? Hybrid { get; set; } = true;

    public bool GraphDown { get; set; }

    public bool ResetEnabled { get; set; } = true;

    public bool AdministratorsMayReset { get; set; } = true;

    /// <summary>The newest reset of a synchronized user in the audit log; null: none.</summary>
    public DateTimeOffset? AuditedReset { get; set; }

    public TenantReading Tenant() => GraphDown
        ? throw new HttpRequestException("graph.microsoft.com does not answer")
        : new TenantReading(
            Reading.Known(new Organization(Id, "Contoso", Hybrid, time.GetUtcNow().AddMinutes(-20), ["contoso.example"])),
            Reading.Known<IReadOnlyList<string>>(
            [
                "AuditLog.Read.All", "Domain.Read.All", "LicenseAssignment.Read.All", "Organization.Read.All", "Policy.Read.All", "User.Read.All",
            ]));

    public static LicenceReading Licences() => new(
        Reading.Known<IReadOnlyList<SubscribedSku>>(
        [
            new(
                new Guid("05e9a617-0261-4cee-bb44-138d3ef5d965"), "SPE_E3", "Enabled", 100, 0, 80,
                [new SkuServicePlan(ServicePlans.EntraIdP1, "AAD_PREMIUM", "Success", "User")]),
        ]),
        Reading.Known(80),
        Reading.Known(80));

    public SelfServiceResetReading SelfServiceReset() => new(
        Reading.Known(new RegistrationReport(
            new RegistrationQuery(ResetEnabled, Exhausted: true, 1, 0, 0),
            new RegistrationQuery(!ResetEnabled, Exhausted: true, 1, 0, 0),
            time.GetUtcNow().AddHours(-1))),
        Reading.Known(AdministratorsMayReset),
        Reading.Known(new WritebackAudit(time.GetUtcNow().AddDays(-30), AuditedReset, LastActivity: null, AuditedReset, 0, 0)),
        Reading.Unknown<bool>("delegated only"));
}
