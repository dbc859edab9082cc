using PasswordWriteback.Core;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>The activities of a run. Their names stand in histories and never change.</summary>
public static class RunActivities
{
    /// <summary>Reads organization, sync state and held permissions of the tenant.</summary>
    public static readonly Activity<Guid, TenantReading> ReadTenant = new("ReadTenant");

    /// <summary>Reads subscribed plans and licence counts of the tenant.</summary>
    public static readonly Activity<Guid, LicenceReading> ReadLicences = new("ReadLicences");

    /// <summary>Reads every surface that shows self-service password reset.</summary>
    public static readonly Activity<Guid, SelfServiceResetReading> ReadSelfServiceReset = new("ReadSelfServiceReset");

    /// <summary>Sets a surface of the tenant that has a supported way, and reads it back. Setting it twice is setting it once.</summary>
    public static readonly Activity<SurfaceSetting, Reading<bool>> SetSurface = new("SetSurface");

    /// <summary>The forests in the tenant's record.</summary>
    public static readonly Activity<Guid, IReadOnlyList<ForestRecord>> ListForests = new("ListForests");

    /// <summary>Hands a command to the queue of the forest's relay; the answers come as events. Returns whether a relay is enrolled.</summary>
    public static readonly Activity<RelayCommandAttempt, bool> SendRelayCommand = new("SendRelayCommand");

    /// <summary>The report of an earlier run of the same tenant; null when there is none.</summary>
    public static readonly Activity<RunReference, RunReport?> LoadReport = new("LoadReport");

    /// <summary>Stores the report of a run. Storing it twice is storing it once.</summary>
    public static readonly Activity<RunReport, bool> SaveReport = new("SaveReport");

    /// <summary>The attestations that people have made for the tenant.</summary>
    public static readonly Activity<Guid, IReadOnlyList<Attestation>> LoadAttestations = new("LoadAttestations");

    /// <summary>Stores an attestation; a newer one of the same step replaces it.</summary>
    public static readonly Activity<TenantAttestation, bool> SaveAttestation = new("SaveAttestation");
}

/// <summary>A command on its way.</summary>
/// <param name="Command">The command.</param>
/// <param name="Attempt">1 for the first sending.</param>
public sealed record RelayCommandAttempt(RelayCommand Command, int Attempt);

/// <summary>Surfaces that can be set.</summary>
public enum SettableSurface
{
    /// <summary><c>authorizationPolicy.allowedToUseSSPR</c>: whether administrators may reset their own passwords.</summary>
    AdministratorsMayReset,

    /// <summary><c>onPremisesSynchronization.features.passwordWritebackEnabled</c>: decides nothing.</summary>
    WritebackFeatureFlag,
}

/// <summary>A surface to set.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="Surface">Which.</param>
/// <param name="On">What it is to be.</param>
public sealed record SurfaceSetting(Guid TenantId, SettableSurface Surface, bool On)
{
    /// <summary>Sets it by a tenant's reader.</summary>
    public Task<Reading<bool>> SetAsync(ITenantGraph graph, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return Surface == SettableSurface.AdministratorsMayReset
            ? graph.SetAdministratorsMayResetAsync(On, cancellationToken)
            : graph.SetWritebackFeatureFlagAsync(On, cancellationToken);
    }
}

/// <summary>Names a run of a tenant.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="RunId">The run.</param>
public sealed record RunReference(Guid TenantId, string RunId);

/// <summary>An attestation to store.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="Attestation">Who attests what, when.</param>
public sealed record TenantAttestation(Guid TenantId, Attestation Attestation);
