using PasswordWriteback.Core;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>The steps that read the tenant through Microsoft Graph.</summary>
internal sealed class TenantSteps(Run run)
{
    /// <summary>The organization, once it has been read.</summary>
    public Reading<Organization> Organization { get; private set; } = Reading.Unknown<Organization>("The tenant was not read.");

    /// <summary>The audit log, once the surfaces have been read; null before.</summary>
    public Reading<WritebackAudit>? Audit { get; private set; }

    /// <summary>The surfaces as they were read last; null before.</summary>
    public SelfServiceResetReading? Surfaces { get; private set; }

    public async Task ReadTenantAsync()
    {
        run.Enter(RunSteps.Tenant, "Reading organization and permissions");
        var reading = await run.Context.CallActivityAsync(RunActivities.ReadTenant, run.Input.TenantId, RunLimits.Retry);
        Organization = reading.Organization;
        run.Spend(reading.Cost);
        run.Record(TenantFindings.Judge(reading, run.Context.CurrentTime));
        run.Note(reading.Organization.IsKnown ? reading.Organization.Value.DisplayName : reading.Organization.UnknownReason);
    }

    public async Task ReadLicencesAsync()
    {
        run.Enter(RunSteps.Licences, "Reading plans and licences");
        var reading = await run.Context.CallActivityAsync(RunActivities.ReadLicences, run.Input.TenantId, RunLimits.Retry);
        run.Spend(reading.Cost);
        var findings = LicenceFindings.Judge(reading, run.Context.CurrentTime);
        run.Record(findings);
        run.Note(findings[0].Evidence.Summary);
    }

    /// <summary>Reads the surfaces and judges them together with attestations and what the on-premises side knows.</summary>
    public async Task ReadSelfServiceResetAsync(OnPremisesSigns signs)
    {
        run.Enter(RunSteps.SelfServiceReset, "Reading the surfaces that show password reset");
        var attestations = await run.Context.CallActivityAsync(
            RunActivities.LoadAttestations, run.Input.TenantId, RunLimits.Retry);
        var reading = await run.Context.CallActivityAsync(
            RunActivities.ReadSelfServiceReset, run.Input.TenantId, RunLimits.Retry);
        (Audit, Surfaces) = (reading.Audit, reading);
        run.Spend(reading.Cost);
        var findings = SelfServiceResetFindings.Judge(reading, signs, attestations, run.Context.CurrentTime);
        run.Record(findings);
        run.Note($"{findings.Count(finding => finding.Status == FindingStatus.Met)} of {findings.Count} findings met");
    }
}
