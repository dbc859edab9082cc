using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Functions.Activities;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Functions.Tests.Scripted;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Tests.Scripted;
using PasswordWriteback.Storage;

namespace PasswordWriteback.Functions.Tests.Durable;

/// <summary>The whole run, with the same script, on the embedded engine and on Durable Task.</summary>
public sealed class EnableWritebackParityTests
{
    [Theory]
    [InlineData(RunMode.Check)]
    [InlineData(RunMode.Apply)]
    public async Task ARun_OnDurableTask_ReportsWhatTheEmbeddedEngineReports(RunMode mode)
    {
        await using var world = await RunWorld.CreateAsync();
        ScriptedPorts.AtOnce(world.Relay);
        var expected = await world.RunAsync(mode);

        Func<string, string, RelaySignal, Task> raise = (_, _, _) => throw new InvalidOperationException("The host has not started.");
        var ports = new ScriptedPorts((runId, name, signal) => raise(runId, name, signal));
        await using var host = await TestHost.StartAsync(registry => Register(registry, ports), DurableJson.Contract, NullLoggerFactory.Instance);
        raise = (runId, name, signal) => host.Client.RaiseEventAsync(runId, name, signal);
        var actual = await WillingPerson.RunAsync(host.Client, new RunInput(ScriptedTenant.Id, mode), "run-1");

        ReportComparison.AssertEqual(expected, actual);
    }

    private static void Register(DurableTaskRegistry registry, ScriptedPorts ports)
    {
        var activities = new RunActivityFunctions(
            ports, new PatientPorts(ports, ports, ports, ports, TimeProvider.System, NullLogger<PatientPorts>.Instance));
        registry.AddOrchestratorFunc<RunInput, RunReport>(
            EnableWritebackOrchestrator.Name, (context, input) => EnableWritebackFunction(context, input));
        registry.AddActivityFunc<Guid, object>(RunActivities.ReadTenant.Name, async (_, id) => await activities.ReadTenantAsync(id, default));
        registry.AddActivityFunc<Guid, object>(RunActivities.ReadLicences.Name, async (_, id) => await activities.ReadLicencesAsync(id, default));
        registry.AddActivityFunc<Guid, object>(
            RunActivities.ReadSelfServiceReset.Name, async (_, id) => await activities.ReadSelfServiceResetAsync(id, default));
        registry.AddActivityFunc<SurfaceSetting, object>(
            RunActivities.SetSurface.Name, async (_, setting) => await activities.SetSurfaceAsync(setting, default));
        registry.AddActivityFunc<Guid, object>(RunActivities.ListForests.Name, async (_, id) => await activities.ListForestsAsync(id, default));
        registry.AddActivityFunc<RelayCommandAttempt, bool>(
            RunActivities.SendRelayCommand.Name, (_, attempt) => activities.SendRelayCommandAsync(attempt, default));
        registry.AddActivityFunc<RunReference, RunReport?>(RunActivities.LoadReport.Name, (_, run) => activities.LoadReportAsync(run, default));
        registry.AddActivityFunc<RunReport, bool>(RunActivities.SaveReport.Name, (_, report) => activities.SaveReportAsync(report, default));
        registry.AddActivityFunc<Guid, object>(
            RunActivities.LoadAttestations.Name, async (_, id) => await activities.LoadAttestationsAsync(id, default));
        registry.AddActivityFunc<TenantAttestation, bool>(
            RunActivities.SaveAttestation.Name, (_, attestation) => activities.SaveAttestationAsync(attestation, default));
    }

    private static Task<RunReport> EnableWritebackFunction(TaskOrchestrationContext context, RunInput input) =>
        Orchestrators.EnableWritebackFunction.RunAsync(context, input);
}
