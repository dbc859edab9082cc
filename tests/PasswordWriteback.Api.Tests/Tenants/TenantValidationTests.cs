using System.Net;
using System.Text;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Tenants;

public sealed class TenantValidationTests
{
    private static readonly string LongLabel = new('a', 64);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Wrong => new()
    {
        { """{"forests":["a.example"]}""", "field-missing", "$.name" },
        { """{"name":"N"}""", "field-missing", "$.forests" },
        { """{"name":null,"forests":["a.example"]}""", "field-invalid", "$.name" },
        { """{"name":"","forests":["a.example"]}""", "field-invalid", "$.name" },
        { """{"name":" N","forests":["a.example"]}""", "field-invalid", "$.name" },
        { """{"name":"a\u0007b","forests":["a.example"]}""", "field-invalid", "$.name" },
        { """{"name":"a\nb","forests":["a.example"]}""", "field-invalid", "$.name" },
        { """{"name":"a\u202Eb","forests":["a.example"]}""", "field-invalid", "$.name" },
        { $$"""{"name":"{{new string('n', 201)}}","forests":["a.example"]}""", "field-invalid", "$.name" },
        { """{"name":7,"forests":["a.example"]}""", "field-invalid", "$.name" },
        { """{"name":"N","forests":[]}""", "field-invalid", "$.forests" },
        { $$"""{"name":"N","forests":[{{string.Join(',', Enumerable.Range(0, 21).Select(i => $"\"f{i}.example\""))}}]}""", "field-invalid", "$.forests" },
        { """{"name":"N","forests":"a.example"}""", "field-invalid", "$.forests" },
        { """{"name":"N","forests":["a.example","A.Example"]}""", "field-invalid", "$.forests[1]" },
        { """{"name":"N","forests":["a.example",null]}""", "field-invalid", "$.forests[1]" },
        { """{"name":"N","forests":["a..example"]}""", "field-invalid", "$.forests[0]" },
        { """{"name":"N","forests":["a.example."]}""", "field-invalid", "$.forests[0]" },
        { """{"name":"N","forests":["-a.example"]}""", "field-invalid", "$.forests[0]" },
        { """{"name":"N","forests":["10.0.0.1"]}""", "field-invalid", "$.forests[0]" },
        { """{"name":"N","forests":["a example"]}""", "field-invalid", "$.forests[0]" },
        { """{"name":"N","forests":["a.example\n"]}""", "field-invalid", "$.forests[0]" },
        { """{"name":"N","forests":["ldap://a.example"]}""", "field-invalid", "$.forests[0]" },
        { $$"""{"name":"N","forests":["{{LongLabel}}.example"]}""", "field-invalid", "$.forests[0]" },
        { $$"""{"name":"N","forests":["{{string.Join('.', Enumerable.Repeat("abcdefghij", 24))}}"]}""", "field-invalid", "$.forests[0]" },
        { """{"name":"N","forests":["a.example"],"checkIntervalHours":0}""", "field-invalid", "$.checkIntervalHours" },
        { """{"name":"N","forests":["a.example"],"checkIntervalHours":721}""", "field-invalid", "$.checkIntervalHours" },
        { """{"name":"N","forests":["a.example"],"checkIntervalHours":1.5}""", "field-invalid", "$.checkIntervalHours" },
        { """{"name":"N","forests":["a.example"],"state":"Active"}""", "field-unknown", "$.state" },
        { """{"name":"N","forests":["a.example"],"owner":"portal-b"}""", "field-unknown", "$.owner" },
        { """{"name":"N","name":"M","forests":["a.example"]}""", "field-duplicated", "$.name" },
        { """{"name":"N","forests":["a.example"]""", "body-invalid", "$" },
        { "", "body-invalid", "$" },
        { "null", "field-invalid", "$" },
        { "[]", "field-invalid", "$" },
    };

    public static TheoryData<string> Right => new()
    {
        """{"name":"N","forests":["corp"]}""",
        """{"name":"Grüne Wiese & Söhne","forests":["xn--grn-ioa.example"],"checkIntervalHours":1}""",
        """{"name":"N","forests":["ad_root.example","a-b.3com.example"],"checkIntervalHours":720,"minimumPasswordAgeZero":true}""",
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task Put_OfABodyThatIsNotRight_NamesTheFieldAndStoresNothing(string body, string code, string field)
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client();
        var tenant = Guid.NewGuid();

        using var answer = await client.PutAsync(TenantCalls.Path(tenant), Json(body), Cancellation);

        await answer.IsProblemAsync(code, field);
        using var read = await client.GetAsync(TenantCalls.Path(tenant), Cancellation);
        await read.IsProblemAsync("tenant-not-found");
    }

    [Theory]
    [MemberData(nameof(Right), DisableDiscoveryEnumeration = true)]
    public async Task Put_OfAnUnusualBodyThatIsRight_IsTaken(string body)
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client();

        using var answer = await client.PutAsync(TenantCalls.Path(Guid.NewGuid()), Json(body), Cancellation);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Theory]
    [InlineData("contoso.onmicrosoft.com")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("{8d0b1c52-4c3f-4b5e-9a53-2f1d6f0c7e11}")]
    [InlineData("8d0b1c524c3f4b5e9a532f1d6f0c7e11")]
    [InlineData("8d0b1c52-4c3f-4b5e-9a53-2f1d6f0c7e11%0A")]
    public async Task ATenantId_ThatIsNoGuid_IsRefused(string id)
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client();

        using var put = await client.PutAsync($"/api/tenants/{id}", Json("""{"name":"N","forests":["a.example"]}"""), Cancellation);
        using var get = await client.GetAsync($"/api/tenants/{id}", Cancellation);

        await put.IsProblemAsync("tenant-id-invalid", "tenantId");
        await get.IsProblemAsync("tenant-id-invalid", "tenantId");
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
