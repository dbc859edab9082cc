using PasswordWriteback.Core;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Local.Tests;

/// <summary>A tenant of which nothing is known.</summary>
internal sealed class UnreadableTenant : ITenantGraph
{
    private const string Why = "scripted";

    public Guid TenantId { get; } = new("0d5b7ac4-2f2f-4f5b-9c2e-6f4f1c5a9b01");

    public Task<TenantReading> ReadTenantAsync(CancellationToken cancellationToken) => Task.FromResult(new TenantReading(
        Reading.Unknown<Organization>(Why), Reading.Unknown<IReadOnlyList<string>>(Why)));

    public Task<LicenceReading> ReadLicencesAsync(CancellationToken cancellationToken) => Task.FromResult(new LicenceReading(
        Reading.Unknown<IReadOnlyList<SubscribedSku>>(Why), Reading.Unknown<int>(Why), Reading.Unknown<int>(Why)));

    public Task<SelfServiceResetReading> ReadSelfServiceResetAsync(CancellationToken cancellationToken) => Task.FromResult(new SelfServiceResetReading(
        Reading.Unknown<RegistrationReport>(Why), Reading.Unknown<bool>(Why), Reading.Unknown<WritebackAudit>(Why), Reading.Unknown<bool>(Why)));
}
