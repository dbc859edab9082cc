using System.Net;
using System.Text.Json.Nodes;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Relays;

public sealed class EnrolmentTests
{
    [Fact]
    public async Task AnEnrolment_SaysWhatTheRelayNeeds_AndMakesItsQueue()
    {
        await using var world = await RelayWorld.StartAsync();

        var relay = await world.EnrolAsync();

        Assert.Equal(RelayWorld.Tenant, (Guid)relay.Answer["tenantId"]!);
        Assert.Equal(RelayWorld.Forest, (string?)relay.Answer["forest"]);
        Assert.Equal("Active", (string?)relay.Answer["state"]);
        Assert.Equal($"relay-{relay.Id:N}", relay.Queue);
        Assert.Equal("replies", (string?)relay.Answer["repliesQueue"]);
        Assert.Equal(RelayWorld.Issuer, (string?)relay.Answer["issuer"]);
        Assert.Equal(world.CloudKeys.Signing.Id, (string?)relay.Answer["cloudKeys"]![0]!["kid"]);
        Assert.Equal([relay.Queue], world.Queues.Queues.Keys);
    }

    [Fact]
    public async Task AProof_OfAnotherKey_IsRefused_AndTheCodeStaysGood()
    {
        await using var world = await RelayWorld.StartAsync();
        var (code, key, other) = (await world.CodeAsync(), world.NewKey(), world.NewKey());

        await (await world.AskEnrolAsync(code, key, world.Proof(other, "api/relays", RelayWorld.Sha256(code)))).IsProblemAsync("relay-proof-invalid", "$.proof");
        await (await world.AskEnrolAsync(code, key, publicKey: other.Public)).IsProblemAsync("relay-proof-invalid");
        await (await world.AskEnrolAsync(code, key, proof: "no.token.atall")).IsProblemAsync("relay-proof-invalid");
        Assert.Equal(HttpStatusCode.Created, (await world.AskEnrolAsync(code, key)).StatusCode);
    }

    [Fact]
    public async Task AProof_ForAnotherAddressOrCode_IsRefused()
    {
        await using var world = await RelayWorld.StartAsync();
        var (code, key) = (await world.CodeAsync(), world.NewKey());
        var hash = RelayWorld.Sha256(code);

        await (await world.AskEnrolAsync(code, key, world.Proof(key, "api/relays", hash, new Uri("https://elsewhere.example/")))).IsProblemAsync("relay-proof-invalid");
        await (await world.AskEnrolAsync(code, key, world.Proof(key, $"api/relays/{Guid.Empty}/token", hash))).IsProblemAsync("relay-proof-invalid");
        await (await world.AskEnrolAsync(code, key, world.Proof(key, "api/relays", RelayWorld.Sha256("another")))).IsProblemAsync("relay-proof-invalid");
        await (await world.AskEnrolAsync(code, key, world.Proof(key, "api/relays"))).IsProblemAsync("relay-proof-invalid");
    }

    [Fact]
    public async Task AProof_ThatIsTooOldOrUsed_IsRefused()
    {
        await using var world = await RelayWorld.StartAsync();
        var (code, key) = (await world.CodeAsync(), world.NewKey());
        var proof = world.Proof(key, "api/relays", RelayWorld.Sha256(code));

        Assert.Equal(HttpStatusCode.Created, (await world.AskEnrolAsync(code, key, proof)).StatusCode);
        await (await world.AskEnrolAsync(code, key, proof)).IsProblemAsync("relay-proof-invalid");

        var second = await world.CodeAsync();
        var old = world.Proof(key, "api/relays", RelayWorld.Sha256(second));
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await (await world.AskEnrolAsync(second, key, old)).IsProblemAsync("relay-proof-invalid");
    }

    [Theory]
    [InlineData("kty", "RSA")]
    [InlineData("crv", "P-384")]
    [InlineData("x", "AAAA")]
    [InlineData("kid", "another")]
    public async Task AKey_ThatIsNone_IsRefused(string member, string value)
    {
        await using var world = await RelayWorld.StartAsync();
        var key = world.NewKey();
        var json = System.Text.Json.JsonSerializer.SerializeToNode(key.Public, Core.Relay.RelayJson.Wire.PublicJwk)!.AsObject();
        json[member] = JsonValue.Create(value);
        var changed = System.Text.Json.JsonSerializer.Deserialize(json, Core.Relay.RelayJson.Wire.PublicJwk)!;

        await (await world.AskEnrolAsync(await world.CodeAsync(), key, publicKey: changed)).IsProblemAsync("relay-proof-invalid");
        Assert.Empty(await world.ListAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("sync1\nforged line")]
    public async Task AHostName_ThatIsNone_IsRefused(string hostName)
    {
        await using var world = await RelayWorld.StartAsync();

        await (await world.AskEnrolAsync(await world.CodeAsync(), world.NewKey(), hostName: hostName)).IsProblemAsync("field-invalid", "$.hostName");
    }

    /// <summary>A proxy takes the path off; with or without a slash at the end of the setting.</summary>
    [Theory]
    [InlineData("https://backend.example/writeback")]
    [InlineData("https://backend.example/writeback/")]
    public async Task BehindAPublicAddressWithAPath_ProofsAreForThatAddress(string publicUrl)
    {
        await using var world = await RelayWorld.StartAsync(publicUrl: new Uri(publicUrl));
        var (code, key) = (await world.CodeAsync(), world.NewKey());

        await (await world.AskEnrolAsync(code, key)).IsProblemAsync("relay-proof-invalid");
        var proof = world.Proof(key, "api/relays", RelayWorld.Sha256(code), new Uri("https://backend.example/writeback/"));
        Assert.Equal(HttpStatusCode.Created, (await world.AskEnrolAsync(code, key, proof)).StatusCode);
    }

    /// <summary>Who caught a proof for another address cannot use it by naming that address as the host.</summary>
    [Fact]
    public async Task WithoutAPublicAddress_AHostFromTheNetwork_IsNotBelieved()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var client = world.Api.Anonymous();
        client.DefaultRequestHeaders.Host = "elsewhere.example";
        var path = $"api/relays/{relay.Id}/token";

        var answer = await client.PostAsync(
            $"/{path}",
            new StringContent(
                $$"""{"proof":"{{world.Proof(relay.Key, path, root: new Uri("http://elsewhere.example/"))}}"}""", System.Text.Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);

        await answer.IsProblemAsync("relay-address-unknown");
    }
}
