using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Requests;

public sealed class StrictBodyTests
{
    private const string Good = """{"name":"Contoso","forests":["corp.example"]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"name":"Contoso","forests":["corp.example"],"Name":"x"}""", "field-unknown", "$.Name")]
    [InlineData("""{"name":"Contoso","forests":["corp.example"],"admin":true}""", "field-unknown", "$.admin")]
    [InlineData("""{"name":"Contoso","name":"x","forests":["corp.example"]}""", "field-duplicated", "$.name")]
    [InlineData("""{"forests":["corp.example"]}""", "field-missing", "$.name")]
    [InlineData("""{"name":7,"forests":["corp.example"]}""", "field-invalid", "$.name")]
    [InlineData("""{"name":null,"forests":["corp.example"]}""", "field-invalid", "$.name")]
    [InlineData("""{"name":"Contoso","forests":"corp.example"}""", "field-invalid", "$.forests")]
    [InlineData("""{"name":"Contoso","forests":["corp.example",5]}""", "field-invalid", "$.forests[1]")]
    [InlineData("""{"name":"Contoso","forests":["corp.example"]} {}""", "body-invalid", null)]
    [InlineData("""{"name":"Contoso","forests":["corp.example"],}""", "body-invalid", null)]
    [InlineData("""{"name":"Contoso",/* */"forests":["corp.example"]}""", "body-invalid", null)]
    [InlineData("""{"name":"Contoso","forests":[""", "body-invalid", null)]
    [InlineData("[]", "field-invalid", "$")]
    [InlineData("null", "field-invalid", "$")]
    [InlineData("", "body-invalid", null)]
    public async Task ABodyThatDoesNotFit_IsRefused_NamesTheField_AndStoresNothing(string body, string code, string? field)
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await PutAsync(host, body, "application/json");

        await answer.IsProblemAsync(code, field);
        Assert.Equal(0, (int)JsonNode.Parse(await host.Client().GetStringAsync("/api/tenants", Token))!["total"]!);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json-patch+json")]
    public async Task ABodyOfAnotherType_IsRefused(string contentType)
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await PutAsync(host, Good, contentType);

        await answer.IsProblemAsync("content-type-unsupported", "Content-Type");
    }

    [Fact]
    public async Task ABodyThatFits_IsTaken()
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await PutAsync(host, Good, "application/json; charset=utf-8");

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task ADeepBody_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await PutAsync(host, new string('[', 20_000), "application/json");

        await answer.IsProblemAsync("body-invalid");
    }

    private static Task<HttpResponseMessage> PutAsync(ApiHost host, string body, string contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return host.Client().PutAsync("/api/tenants/8d0b1c52-4c3f-4b5e-9a53-2f1d6f0c7e11", content, Token);
    }
}
