using System.Text.Json.Nodes;

namespace PasswordWriteback.Api.Tests.Hosting;

/// <summary>Reads problems out of answers.</summary>
internal static class ProblemAnswers
{
    /// <summary>The problem that an answer holds; fails the test when it holds none, or one that contradicts the status.</summary>
    public static async Task<JsonObject> ReadProblemAsync(this HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{answer.StatusCode} {text}");
        var problem = JsonNode.Parse(text)!.AsObject();
        Assert.Equal((int)answer.StatusCode, (int)problem["status"]!);
        Assert.Equal($"/problems/{problem["code"]}", (string?)problem["type"]);
        return problem;
    }

    /// <summary>Asserts that an answer is a problem of a code, about a field if one is given.</summary>
    public static async Task<JsonObject> IsProblemAsync(this HttpResponseMessage answer, string code, string? field = null)
    {
        var problem = await answer.ReadProblemAsync();
        Assert.Equal(code, (string?)problem["code"]);
        if (field is not null)
        {
            Assert.Equal(field, (string?)problem["field"]);
        }

        return problem;
    }
}
