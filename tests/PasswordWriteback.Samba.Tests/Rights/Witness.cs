using System.Text.Json;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.Rights;

/// <summary>A disposable object.</summary>
public sealed record WitnessObject(string Dn, string ObjectClass, string Sid);

/// <summary>What full control of an object of a class gives, by name.</summary>
public sealed record PossibleRights(IReadOnlyList<string> AllowedAttributesEffective, IReadOnlyList<string> AllowedChildClassesEffective);

/// <summary>The disposable objects, and the schema that names what is asked: schemaIDGUID and attributeSecurityGUID by lDAPDisplayName.</summary>
public sealed record WitnessObjects(
    IReadOnlyList<WitnessObject> Objects,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<Guid?>>> Schema,
    IReadOnlyDictionary<string, PossibleRights> Possible)
{
    public Guid Class(string name) => Schema["classSchema"][name][0]!.Value;

    public (Guid Guid, Guid? Set) Attribute(string name) => (Schema["attributeSchema"][name][0]!.Value, Schema["attributeSchema"][name][1]);
}

/// <summary>What Samba let the connector account do to one object. Result codes are those of LDAP: 0 done, 50 not allowed.</summary>
public sealed record WitnessAnswer(
    string Dn,
    IReadOnlyList<string> AllowedAttributesEffective,
    IReadOnlyList<string> AllowedChildClassesEffective,
    int? SDRightsEffective,
    IReadOnlyList<string> Read,
    bool ReadControl,
    int LockoutTime,
    int Reset);

/// <summary>Samba as a witness of what a DACL gives: <c>tests/samba/witness</c>.</summary>
internal static class Witness
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<WitnessObjects> MakeAsync(SambaLab lab, int users, int owned, int groups) =>
        JsonSerializer.Deserialize<WitnessObjects>(
            await lab.AskSambaAsync("witness", ["make", "--dc", "dc1", "--users", $"{users}", "--owned", $"{owned}", "--groups", $"{groups}"]), Json)!;

    public static async Task<IReadOnlyList<WitnessAnswer>> AskAsync(SambaLab lab, IEnumerable<string> dns)
    {
        var lines = await lab.AskSambaAsync("witness", ["ask", "--dc", "dc1"], string.Join('\n', dns));
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<WitnessAnswer>(line, Json)!)];
    }
}
