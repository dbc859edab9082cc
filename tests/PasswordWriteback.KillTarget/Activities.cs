using System.Text.Json;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Orchestration.Tests.Scripted;
using PasswordWriteback.Relay.State;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.KillTarget;

/// <summary>The activities of the run: a scripted tenant, the inbox of the relay, and files for what is stored.</summary>
internal sealed class Activities(RunFolder folder, ScriptedTenant tenant, DurableInbox inbox, Marks marks)
{
    public LocalEngineBuilder AddTo(LocalEngineBuilder builder) => builder
        .AddOrchestrator(EnableWritebackOrchestrator.Name, EnableWritebackOrchestrator.Version, () => new EnableWritebackOrchestrator())
        .AddActivity(RunActivities.ReadTenant, (_, _) => Said("ReadTenant", tenant.Tenant))
        .AddActivity(RunActivities.ReadLicences, (_, _) => Said("ReadLicences", ScriptedTenant.Licences))
        .AddActivity(RunActivities.ReadSelfServiceReset, (_, _) => Said("ReadSelfServiceReset", tenant.SelfServiceReset))
        .AddActivity(RunActivities.ListForests, (_, _) => Task.FromResult<IReadOnlyList<ForestRecord>>([new(DemoForest.RootDomain)]))
        .AddActivity(RunActivities.SendRelayCommand, (attempt, _) =>
        {
            inbox.Send(attempt.Command);
            return Task.FromResult(true);
        })
        .AddActivity(RunActivities.LoadReport, (_, _) => Task.FromResult<Core.Findings.RunReport?>(null))
        .AddActivity(RunActivities.SaveReport, (report, _) => Said("SaveReport", () =>
        {
            DurableFile.Write(folder.Report, JsonSerializer.SerializeToUtf8Bytes(report, OrchestrationJson.Default.RunReport));
            return true;
        }))
        .AddActivity(RunActivities.LoadAttestations, (_, _) => Task.FromResult(LoadAttestations()))
        .AddActivity(RunActivities.SaveAttestation, (attestation, _) => Said("SaveAttestation", () => Save(attestation.Attestation)));

    private Task<T> Said<T>(string activity, Func<T> run)
    {
        marks.Say(activity, "begun");
        return Task.FromResult(run());
    }

    private IReadOnlyList<Attestation> LoadAttestations() => File.Exists(folder.Attestations)
        ? JsonSerializer.Deserialize(File.ReadAllBytes(folder.Attestations), OrchestrationJson.Default.IReadOnlyListAttestation)!
        : [];

    private bool Save(Attestation attestation)
    {
        IReadOnlyList<Attestation> all = [.. LoadAttestations().Where(known => known.FindingCode != attestation.FindingCode), attestation];
        DurableFile.Write(folder.Attestations, JsonSerializer.SerializeToUtf8Bytes(all, OrchestrationJson.Default.IReadOnlyListAttestation));
        return true;
    }
}
