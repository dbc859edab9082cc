using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>
/// What a sanitised recording may hold (docs/recordings.md); the kit's own sanitiser makes it so. A net, not a proof: a name in
/// free text that looks like any other word passes, so a person reads a recording before it is sent and before it is taken in.
/// </summary>
internal static partial class SanitisedRules
{
    private const string EntraConnector = "b891884f-051e-4a83-95af-2544101c9083";

    private static readonly string[] PublicHosts = ["servicebus.windows.net", "microsoftonline.com", "schemas.microsoft.com"];

    private static readonly HashSet<string> KeptNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "Users", "Builtin", "System", "Configuration", "Schema", "Sites", "Servers", "Partitions", "NTDS Settings", "Computers",
        "Domain Controllers", "AdminSDHolder", "Password Settings Container", "Default-First-Site-Name", "Services", "Windows NT", "Directory Service",
    };

    /// <summary>The first rule that the recording breaks, with where; null when it breaks none.</summary>
    public static string? FirstViolation(JsonNode? node, string at = "$") => node switch
    {
        JsonObject whole => whole.Select(pair => Name(pair.Key, at) ?? FirstViolation(pair.Value, $"{at}.{pair.Key}")).FirstOrDefault(found => found is not null),
        JsonArray items => items.Select((item, index) => FirstViolation(item, $"{at}[{index}]")).FirstOrDefault(found => found is not null),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Text(value.GetValue<string>(), at) is { } reason ? $"{at} {reason}" : null,
        _ => null,
    };

    private static string? Name(string property, string at) =>
        SecretName().IsMatch(property) ? $"{at}.{property} has the name of a secret" : Text(property, $"{at}.") is { } reason ? $"a name in {at} {reason}" : null;

    private static string? Text(string text, string at)
    {
        var property = at[(at.LastIndexOf('.') + 1)..];
        if (property.EndsWith("Base64", StringComparison.Ordinal))
        {
            return Blob(property, text);
        }

        return text.Contains("-----BEGIN", StringComparison.Ordinal) ? "holds a key"
            : NtHash().IsMatch(text) ? "holds 32 hexadecimal digits, as a password hash has"
            : LongBase64().IsMatch(text) ? "holds base64 in a field that is not named for it"
            : Upn().IsMatch(text) ? "holds a user principal name or address"
            : Sid().Matches(text).Any(sid => !OurSid().IsMatch(sid.Value)) ? "holds the SID of a real domain"
            : property.EndsWith("ddl", StringComparison.Ordinal) ? null
            : Guid().Matches(text).Any(guid => !IsOurs(guid.Value)) ? "holds a GUID that was not replaced"
            : HostName().Matches(text).Any(host => !IsPublic(host.Value)) ? "holds the name of a host or domain"
            : Rdn().Matches(text).Any(rdn => !IsStandIn(rdn.Groups["type"].Value, rdn.Groups["name"].Value)) ? "holds a distinguished name that was not replaced"
            : null;
    }

    private static string? Blob(string property, string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            return "is no base64";
        }

        var blob = bytes.AsSpan(0, length);
        return property switch
        {
            "replPropertyMetaDataBase64" => Guids(blob, 48, 16),
            "replUpToDateVectorBase64" => Guids(blob, length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(blob) == 2 ? 32 : 24, 0),
            _ => Sids(blob),
        };
    }

    private static string? Guids(ReadOnlySpan<byte> blob, int entry, int guidAt)
    {
        for (var at = 16; at + entry <= blob.Length; at += entry)
        {
            if (!IsOurs(new Guid(blob.Slice(at + guidAt, 16)).ToString()))
            {
                return "holds an invocation id that was not replaced";
            }
        }

        return null;
    }

    // Revision 1, authority 5, first sub-authority 21 (MS-DTYP 2.4.2.2): the next two numbers are ours, the third counts domains.
    private static string? Sids(ReadOnlySpan<byte> blob)
    {
        ReadOnlySpan<byte> domain = [0, 0, 0, 0, 0, 5, 21, 0, 0, 0];
        for (var at = 0; at + 24 <= blob.Length; at++)
        {
            if (blob[at] == 1 && blob[at + 1] is >= 4 and <= 15 && blob.Slice(at + 2, domain.Length).SequenceEqual(domain)
                && (BinaryPrimitives.ReadUInt32LittleEndian(blob[(at + 12)..]) != 1_000_000_000
                    || BinaryPrimitives.ReadUInt32LittleEndian(blob[(at + 16)..]) != 2_000_000_000
                    || BinaryPrimitives.ReadUInt32LittleEndian(blob[(at + 20)..]) > 999))
            {
                return "holds the SID of a real domain";
            }
        }

        return null;
    }

    private static bool IsOurs(string guid) =>
        guid.StartsWith("00000000-0000-", StringComparison.Ordinal) || guid.Equals(EntraConnector, StringComparison.OrdinalIgnoreCase);

    private static bool IsPublic(string host) => host.EndsWith(".example", StringComparison.Ordinal)
        || PublicHosts.Any(known => host.Equals(known, StringComparison.OrdinalIgnoreCase) || host.EndsWith($".{known}", StringComparison.OrdinalIgnoreCase));

    private static bool IsStandIn(string type, string name) => type.Equals("DC", StringComparison.OrdinalIgnoreCase)
        ? DomainPart().IsMatch(name)
        : KeptNames.Contains(name) || StandIn().IsMatch(name);

    [GeneratedRegex(@"(?i)^(unicodePwd|dBCSPwd|ntPwdHistory|lmPwdHistory|supplementalCredentials|password|pwd|secret|clientSecret|credential|privateKey|pkcs8|ntHash|hash)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretName();

    [GeneratedRegex("(?i)(?<![0-9a-f-])[0-9a-f]{32}(?![0-9a-f-])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NtHash();

    [GeneratedRegex(@"(?<![\w/+=.\\-])[A-Za-z0-9+/]{88,}={0,2}(?![\w/+=])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LongBase64();

    [GeneratedRegex(@"[\w.+'-]+@[\w-]+\.[\w.-]+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Upn();

    [GeneratedRegex(@"S-1-5-21-\d+-\d+-\d+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sid();

    [GeneratedRegex(@"^S-1-5-21-1000000000-2000000000-\d{1,3}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OurSid();

    [GeneratedRegex("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Guid();

    [GeneratedRegex(@"(?<![\w.-])([\w-]+\.)+(com|net|org|local|lan|intern|internal|corp|ad|test|home|example|ch|de|at|fr|uk|io|eu|edu|gov|COM|NET|ORG|LOCAL|LAN|INTERNAL|CORP)(?![\w-]|\.\w)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostName();

    [GeneratedRegex(@"(?i)(?<!\w)(?<type>CN|OU|DC)=(?<name>(\\.|[^,\\""<>;|])+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rdn();

    [GeneratedRegex(@"^(d\d+|example|DomainDnsZones|ForestDnsZones)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DomainPart();

    [GeneratedRegex(@"^(pwbkit-[\w-]+|name\d+|host\d+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StandIn();
}
