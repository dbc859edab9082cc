using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Policy;

namespace PasswordWriteback.RelayWorker.Tests;

/// <summary>
/// An editor that goes by the schema and the relay say the same of a policy. What JSON Schema cannot say is left to the relay alone: a
/// property that stands there twice, numbers of a SID above 4,294,967,295, time zones that the machine does not know.
/// </summary>
public sealed class PolicySchemaTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "relay-policy.schema.json")))!;

    private static readonly (string Property, string[] Accepted, string[] Refused)[] Values =
    [
        ("$schema", ["\"relay-policy.schema.json\""], ["1", "\"\"", "\" \""]),
        ("version", ["1"], ["2", "0", "\"1\"", "1.5", "true", "null"]),
        ("writingMode", ["\"off\"", "\"approved\"", "\"unattended\""], ["\"Off\"", "\" off\"", "\"on\"", "\"\"", "true", "null", "[\"off\"]"]),
        ("allowedCommands", ["[]", "[\"discover\", \"discover\"]"], ["[\"Discover\"]", "[\"runScript\"]", "\"discover\"", "[null]", "[\"discover \"]"]),
        ("domains", ["[]", "[\"contoso.com\"]", "[\"CONTOSO.com\", \"a-b.c_d.example\"]", "[\"bücher.example\"]", "[\"contoso\"]"],
            ["[\"\"]", "[\"10.0.0.1\"]", "[\"::1\"]", "[\"contoso.com.\"]", "[\"contoso..com\"]", "[\"contoso com\"]", "[\"https://contoso.com\"]", "[\"contoso.com \"]", "[1]", "{}"]),
        ("scopes", ["[]", "[\"OU=Staff,DC=contoso,DC=com\"]", "[\"DC=com\"]", "[\"ou=a\\\\, b,dc=com\"]", "[\"OU=R=D,DC=com\"]", "[\"OU=a b,DC=com\"]"],
            ["[\"Staff\"]", "[\"OU=Staff\"]", "[\"OU=Staff, DC=contoso,DC=com\"]", "[\"OU=Staff,DC=contoso, DC=com\"]", "[\"x DC=com\"]", "[\",DC=com\"]", "[\"OU=,DC=com\"]", "[\"OU=a\\\\,DC=com\"]", "[\" OU=a,DC=com\"]", "\"DC=com\"", "[null]"]),
        ("domainWide", ["true", "false"], ["\"true\"", "1", "null"]),
        ("profiles", ["[\"entra-2025\"]", "[\"guides-2018+inetOrgPerson\", \"adsyncconfig-2019\"]"], ["[]", "[\"Entra-2025\"]", "[\"entra-2025+inetorgperson\"]", "[\"all\"]", "\"entra-2025\""]),
        ("explicit", ["true"], ["0"]),
        ("pinnedAccounts", ["[]", "[\"S-1-5-21-1-2-3-1104\"]", "[\"s-1-5-21-1-2-4294967295-1104\"]"],
            ["[\"S-1-5-32-544\"]", "[\"S-1-5-21-1-2-3\"]", "[\"S-1-5-21-1-2-3-4-5\"]", "[\"CONTOSO\\\\MSOL\"]", "[\"S-1-5-21-1-2-3--4\"]", "[\"\"]"]),
        ("acceptedPrivilegedAccounts", ["[\"svc-sql\"]", "[\"SQL Service\"]", "[\"a\"]"], ["[\"\"]", "[\" \"]", "[\" svc-sql\"]", "[1]"]),
        ("tierZero", ["[\"Backup Admins\"]"], ["[\"Backup Admins\\n\"]", "\"x\""]),
        ("maintenanceWindows",
            ["[]", Window(), Window("\"timeZone\": \"Europe/Zurich\""), Window(days: "[\"monday\", \"monday\"]"), Window(from: "\"00:00\"", to: "\"00:00\"")],
            [
                Window(days: "[]"), Window(days: "[\"Monday\"]"), Window(days: "[\"mon\"]"), Window(days: "\"monday\""), Window(from: "\"9:00\""), Window(from: "\"24:00\""), Window(from: "\"22:60\""),
                Window(to: "\"22:00:00\""), Window(to: "\" 22:00\""), Window(to: "2200"), Window("\"timezone\": \"UTC\""), Window("\"timeZone\": \"\""), "[{ \"days\": [\"monday\"], \"from\": \"22:00\" }]", "[{}]", "{}",
            ]),
        ("connectSwitch", ["true"], ["\"yes\""]),
        ("requiredControllers", ["[\"dc1.contoso.com\", \"DC1\"]"], ["[\"192.168.1.1\"]", "[\"\"]"]),
        ("canaryUser", ["\"wanda\"", "\"wanda@contoso.com\""], ["\"\"", "\" wanda\"", "[\"wanda\"]"]),
        ("Domains", [], ["[]"]),
        ("writingmode", [], ["\"off\""]),
    ];

    public static TheoryData<string, bool> Policies()
    {
        var data = new TheoryData<string, bool>
        {
            { "{}", false }, { "[]", false }, { "null", false }, { "\"off\"", false },
        };
        foreach (var (property, accepted, refused) in Values)
        {
            var version = property == "version" ? string.Empty : "\"version\": 1, ";
            foreach (var value in accepted.Concat(refused))
            {
                data.Add($"{{ {version}\"{property}\": {value} }}", accepted.Contains(value));
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void SchemaAndRelay_AcceptAndRefuseTheSame(string policy, bool accepted)
    {
        Assert.Equal((accepted, accepted), (Accepts(Schema, JsonNode.Parse(policy)), Reads(policy)));
    }

    [Fact]
    public void EveryPropertyAndCommand_IsInTheSchema_AndTriedHere()
    {
        var properties = Schema["properties"]!.AsObject();

        Assert.Equal(properties.Select(property => property.Key).Order(), Values.Where(value => value.Accepted.Length > 0).Select(value => value.Property).Order());
        Assert.Equal(
            RelayCommandNames.All.Order(),
            properties["allowedCommands"]!["items"]!["enum"]!.AsArray().Select(command => command!.GetValue<string>()).Order());
    }

    private static string Window(string? more = null, string days = "[\"saturday\"]", string from = "\"22:00\"", string to = "\"04:00\"") =>
        $"[{{ \"days\": {days}, \"from\": {from}, \"to\": {to}{(more is null ? string.Empty : ", " + more)} }}]";

    private static bool Reads(string policy)
    {
        try
        {
            RelayPolicyReader.Parse(Encoding.UTF8.GetBytes(policy));
            return true;
        }
        catch (PolicyFormatException)
        {
            return false;
        }
    }

    /// <summary>JSON Schema (2020-12) as far as this schema uses it; a keyword that is not known here fails the test.</summary>
    private static bool Accepts(JsonNode schema, JsonNode? value) => schema.AsObject().All(keyword => keyword.Key switch
    {
        "$schema" or "title" or "description" or "default" => true,
        "type" => IsOf(keyword.Value!.GetValue<string>(), value),
        "const" => JsonNode.DeepEquals(keyword.Value, value),
        "enum" => keyword.Value!.AsArray().Any(one => JsonNode.DeepEquals(one, value)),
        "pattern" => !IsOf("string", value) || Matches(keyword.Value!.GetValue<string>(), value!.GetValue<string>()),
        "minItems" => value is not JsonArray few || few.Count >= keyword.Value!.GetValue<int>(),
        "items" => value is not JsonArray items || items.All(item => Accepts(keyword.Value!, item)),
        "required" => value is not JsonObject whole || keyword.Value!.AsArray().All(name => whole.ContainsKey(name!.GetValue<string>())),
        "properties" => value is not JsonObject named || named.All(property => keyword.Value![property.Key] is not { } inner || Accepts(inner, property.Value)),
        "additionalProperties" => value is not JsonObject closed || closed.All(property => schema["properties"]![property.Key] is not null),
        var unknown => throw new NotSupportedException($"The schema uses {unknown}, which this test does not know."),
    });

    // In ECMAScript, whose patterns these are, '$' is the end alone; in .NET it may be before a last line feed, too.
    private static bool Matches(string pattern, string text) =>
        pattern.EndsWith('$') && Regex.IsMatch(text, pattern[..^1] + @"\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static bool IsOf(string type, JsonNode? value) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == System.Text.Json.JsonValueKind.String,
        "boolean" => value?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
        _ => throw new NotSupportedException($"The schema uses the type {type}, which this test does not know."),
    };
}
