using Azure;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Api.Relays;

namespace PasswordWriteback.Api.Tests.Relays;

public sealed class CloudKeyVaultTests
{
    private readonly ManualClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheFirstInstance_MakesAKey_AndTheNextOneSignsWithTheSame()
    {
        var vault = new Vault(_clock);
        using var first = await OpenAsync(vault);
        _clock.Advance(TimeSpan.FromMinutes(1));
        using var second = await OpenAsync(vault);

        Assert.Equal(1, vault.Count);
        Assert.Equal(first.Keys.Signing.Id, second.Keys.Signing.Id);
    }

    [Fact]
    public async Task AnOldKey_GetsASuccessor_ThatOtherInstancesLearn_AndSignsAfterItsLead()
    {
        var vault = new Vault(_clock);
        using var rolling = await OpenAsync(vault);
        using var other = await OpenAsync(vault);
        var old = rolling.Keys.Signing.Id;

        _clock.Advance(CloudKeyVault.KeyAge - TimeSpan.FromSeconds(1));
        await rolling.RollAsync(Token);
        Assert.Equal(1, vault.Count);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await rolling.RollAsync(Token);
        await other.RollAsync(Token);
        Assert.Equal(2, vault.Count);
        Assert.Equal(2, other.Keys.Published.Count);
        Assert.Equal(old, other.Keys.Signing.Id);

        _clock.Advance(CloudKeys.Lead);
        Assert.NotEqual(old, other.Keys.Signing.Id);
        Assert.Equal(rolling.Keys.Signing.Id, other.Keys.Signing.Id);
    }

    [Fact]
    public async Task AVersionThatIsDisabled_IsNoKey()
    {
        var vault = new Vault(_clock);
        using var made = await OpenAsync(vault);
        vault.Disable();

        using var anew = await OpenAsync(vault);

        Assert.Equal(2, vault.Count);
        Assert.NotEqual(made.Keys.Signing.Id, anew.Keys.Signing.Id);
    }

    private async Task<CloudKeyVault> OpenAsync(Vault vault)
    {
        var keys = new CloudKeyVault(vault, _clock, NullLogger<CloudKeyVault>.Instance);
        await keys.OpenAsync(Token);
        return keys;
    }

    /// <summary>A vault with one secret, as its client shows it.</summary>
    private sealed class Vault(TimeProvider time) : SecretClient
    {
        private readonly Dictionary<string, KeyVaultSecret> _versions = new(StringComparer.Ordinal);

        public int Count => _versions.Count;

        public void Disable()
        {
            foreach (var secret in _versions.Values)
            {
                secret.Properties.Enabled = false;
            }
        }

        public override AsyncPageable<SecretProperties> GetPropertiesOfSecretVersionsAsync(string name, CancellationToken cancellationToken = default) =>
            AsyncPageable<SecretProperties>.FromPages([Page<SecretProperties>.FromValues([.. _versions.Values.Select(secret => secret.Properties)], continuationToken: null, null!)]);

        public override Task<Response<KeyVaultSecret>> GetSecretAsync(string name, string? version, CancellationToken cancellationToken) =>
            Task.FromResult(Response.FromValue(_versions[version!], null!));

        public override Task<Response<KeyVaultSecret>> SetSecretAsync(string name, string value, CancellationToken cancellationToken = default)
        {
            Assert.Equal(CloudKeyVault.SecretName, name);
            var version = Guid.NewGuid().ToString("N");
            var vault = new Uri("https://vault.example");
            var secret = SecretModelFactory.KeyVaultSecret(
                SecretModelFactory.SecretProperties(new Uri(vault, $"secrets/{name}/{version}"), vault, name, version, managed: false, keyId: null, createdOn: time.GetUtcNow()), value);
            _versions[version] = secret;
            return Task.FromResult(Response.FromValue(secret, null!));
        }
    }
}
