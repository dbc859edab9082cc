using System.Buffers.Binary;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Relay.Tests.EventLog;

namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>
/// Recordings made up for these tests, in the form of docs/recordings.md and marked as what they are. They show that a check finds a
/// wrong answer; they say nothing about Windows, and under tests/windows/recordings they are refused.
/// </summary>
internal static class MadeUp
{
    public const string Domain = "S-1-5-21-1000000000-2000000000-1";

    private static readonly Sid Account = Sid.Parse($"{Domain}-1105");
    private static readonly Guid Invocation = new("00000000-0000-4000-8000-000000000007");
    private static readonly Guid OtherInvocation = new("00000000-0000-4000-8000-000000000008");
    private static readonly SecurityDescriptor Unit = SddlParser.Parse($"O:{Domain}-512G:{Domain}-512D:AI(A;;LC;;;{Domain}-512)(A;CIID;RP;;;AU)");

    public static JsonObject Whole(string kind, JsonObject data) => new()
    {
        ["format"] = "password-writeback-recording",
        ["version"] = 1,
        ["kind"] = kind,
        ["source"] = Recording.MadeUp,
        ["sanitised"] = true,
        ["recordedAt"] = "2026-11-22T04:00:00Z",
        ["machine"] = new JsonObject { ["os"] = "10.0.20348.0", ["powershell"] = "5.1.20348.0" },
        ["data"] = data,
    };

    /// <summary>A good recording of each kind.</summary>
    public static JsonObject Of(string kind) => Whole(kind, kind switch
    {
        "ace-order" => AceOrder(),
        "replication-metadata" => ReplicationMetadata(),
        "pending-propagations" => PendingPropagations(),
        "events" => Events(),
        "cmdlets" => Cmdlets(),
        "service" => Service(),
        "negotiate" => Negotiate(),
        "effective-rights" => EffectiveRights(),
        "dsacls" => Dsacls(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    });

    public static string Base64(SecurityDescriptor descriptor) => Convert.ToBase64String(descriptor.ToBytes());

    public static SecurityDescriptor With(params Ace[] aces) => DaclChange.Adding(aces).ApplyTo(Unit);

    private static JsonObject AceOrder()
    {
        var wanted = With(Ace.Allow(Account, AccessMask.ListChildren), Ace.Deny(Account, AccessMask.DeleteTree));
        return new JsonObject
        {
            ["domainSid"] = Domain,
            ["cases"] = new JsonArray(new JsonObject
            {
                ["name"] = "canonical",
                ["result"] = "Success",
                ["beforeBase64"] = Base64(Unit),
                ["beforeSddl"] = SddlFormatter.Format(Unit),
                ["wantedBase64"] = Base64(wanted),
                ["wantedSddl"] = SddlFormatter.Format(wanted),
                ["afterBase64"] = Base64(wanted),
                ["afterSddl"] = SddlFormatter.Format(wanted),
            }),
        };
    }

    private static JsonObject ReplicationMetadata()
    {
        var at = new DateTimeOffset(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);
        var blob = new byte[16 + 48];
        BinaryPrimitives.WriteUInt32LittleEndian(blob, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(blob.AsSpan(8), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(blob.AsSpan(16), PropertyMetadata.NtSecurityDescriptor);
        BinaryPrimitives.WriteUInt32LittleEndian(blob.AsSpan(20), 5);
        BinaryPrimitives.WriteInt64LittleEndian(blob.AsSpan(24), (long)(at - new DateTimeOffset(1601, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds);
        Invocation.ToByteArray().CopyTo(blob, 32);
        BinaryPrimitives.WriteInt64LittleEndian(blob.AsSpan(48), 4711);
        BinaryPrimitives.WriteInt64LittleEndian(blob.AsSpan(56), 815);
        var vector = new byte[16 + 32];
        BinaryPrimitives.WriteUInt32LittleEndian(vector, 2);
        BinaryPrimitives.WriteUInt32LittleEndian(vector.AsSpan(8), 1);
        OtherInvocation.ToByteArray().CopyTo(vector, 16);
        BinaryPrimitives.WriteInt64LittleEndian(vector.AsSpan(32), 90);
        BinaryPrimitives.WriteInt64LittleEndian(vector.AsSpan(40), at.ToFileTime());
        return new JsonObject
        {
            ["objects"] = new JsonArray(new JsonObject
            {
                ["dn"] = "DC=d1,DC=example",
                ["server"] = "host1.d1.example",
                ["replPropertyMetaDataBase64"] = Convert.ToBase64String(blob),
                ["stamps"] = new JsonArray(new JsonObject
                {
                    ["attribute"] = "nTSecurityDescriptor", ["version"] = 5, ["at"] = "2026-11-22T04:00:00Z",
                    ["invocationId"] = Invocation.ToString(), ["originatingUsn"] = 4711, ["localUsn"] = 815,
                }),
            }),
            ["heads"] = new JsonArray(new JsonObject
            {
                ["server"] = "host1.d1.example",
                ["invocationId"] = Invocation.ToString(),
                ["replUpToDateVectorBase64"] = Convert.ToBase64String(vector),
                ["cursors"] = new JsonArray(
                    new JsonObject { ["invocationId"] = Invocation.ToString(), ["usn"] = 815 },
                    new JsonObject { ["invocationId"] = OtherInvocation.ToString(), ["usn"] = 95 }),
            }),
        };
    }

    private static JsonObject PendingPropagations() => new()
    {
        ["written"] = "OU=pwbkit-unit,DC=d1,DC=example",
        ["drained"] = true,
        ["samples"] = new JsonArray(
            new JsonObject { ["served"] = true, ["values"] = new JsonArray("OU=pwbkit-unit,DC=d1,DC=example"), ["otherConnection"] = new JsonArray() },
            new JsonObject { ["served"] = true, ["values"] = new JsonArray(), ["otherConnection"] = new JsonArray() }),
    };

    private static JsonObject Events() => new()
    {
        ["listed"] = new JsonArray(
            Listed(WritebackSources.PasswordReset, 31001, 7), Listed(WritebackSources.PasswordReset, 31002, 8), Listed(WritebackSources.Synchronization, 105, 9)),
        ["xml"] = SampleEvents.Viewer(SampleEvents.Event(31001, record: 7), SampleEvents.Event(31002, record: 8), SampleEvents.Event(105, "ADSync", record: 9))
            .Replace("sync1.corp.example", "host1.d1.example", StringComparison.Ordinal),
    };

    private static JsonObject Listed(string provider, int id, long record) => new()
    {
        ["provider"] = provider, ["id"] = id, ["record"] = record, ["at"] = SampleEvents.Time(0),
    };

    private static JsonObject Cmdlets()
    {
        JsonArray sets() => new(new JsonObject { ["name"] = "All", ["parameters"] = new JsonArray("Connector", "Enable"), ["mandatory"] = new JsonArray("Connector", "Enable") });
        return new JsonObject
        {
            ["commands"] = new JsonArray(new JsonObject { ["name"] = "Set-ADSyncAADPasswordResetConfiguration", ["found"] = true, ["parameterSets"] = sets() }),
            ["read"] = new JsonObject
            {
                ["ok"] = true,
                ["value"] = new JsonObject
                {
                    ["installed"] = true, ["server"] = "host1", ["binary"] = "2.6.84.0", ["registry"] = "2.6.84.0", ["switch"] = true,
                    ["settings"] = new JsonObject { ["Microsoft.Synchronize.ServerConfigurationVersion"] = "2.6.84.0" },
                    ["scheduler"] = new JsonObject { ["StagingModeEnabled"] = "False" },
                    ["connectors"] = new JsonArray(new JsonObject
                    {
                        ["identifier"] = "b891884f-051e-4a83-95af-2544101c9083", ["name"] = "tenant1.example - AAD", ["type"] = "Extensible2", ["partitions"] = new JsonArray(),
                    }),
                    ["cmdlet"] = sets(),
                    ["features"] = new JsonObject(),
                    ["gaps"] = new JsonArray(),
                },
            },
        };
    }

    private static JsonObject Service() => new()
    {
        ["gone"] = true,
        ["eventSource"] = true,
        ["steps"] = new JsonArray([.. ((string[])["install", "start", "status", "stop", "uninstall"]).Select(name => (JsonNode)new JsonObject { ["name"] = name, ["exitCode"] = name == "status" ? 4 : 0 })]),
        ["folderBase64"] = Base64(SddlParser.Parse("O:BAG:SYD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)")),
        ["key"] = new JsonObject { ["exportPolicy"] = 0, ["exports"] = new JsonArray(new JsonObject { ["format"] = "PKCS8_PRIVATEKEY", ["refused"] = true }) },
    };

    private static JsonObject Negotiate() => new()
    {
        ["policy"] = new JsonObject { ["ldapServerIntegrity"] = 2 },
        ["binds"] = new JsonArray(
            new JsonObject { ["port"] = 389, ["signing"] = true, ["sealing"] = true, ["bound"] = true },
            new JsonObject { ["port"] = 389, ["signing"] = false, ["sealing"] = false, ["bound"] = false }),
        ["check"] = new JsonObject { ["exitCode"] = 3, ["isJson"] = true },
    };

    private static JsonObject EffectiveRights() => new()
    {
        ["accountSid"] = Account.ToString(),
        ["groups"] = new JsonArray($"{Domain}-513"),
        ["uncovered"] = new JsonArray(),
        ["entries"] = new JsonArray(new JsonObject
        {
            ["dn"] = "CN=name1,OU=name2,DC=d1,DC=example",
            ["objectSid"] = $"{Domain}-1200",
            ["enabled"] = true,
            ["descriptorBase64"] = Base64(SddlParser.Parse($"O:{Domain}-512G:{Domain}-512D:AI(OA;CIID;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;{Domain}-513)")),
            ["granted"] = new JsonObject { ["ResetPassword"] = true, ["ChangePassword"] = false, ["WriteLockoutTime"] = false, ["WritePwdLastSet"] = false, ["WriteDacl"] = false },
        }),
    };

    private static JsonObject Dsacls() => new()
    {
        ["accountSid"] = Account.ToString(),
        ["cases"] = new JsonArray([.. DsaclsCheck.Lines.Select(line => (JsonNode)new JsonObject
        {
            ["name"] = line.Key,
            ["exitCode"] = 0,
            ["beforeBase64"] = Base64(Unit),
            ["afterBase64"] = Base64(With(line.Value(Account))),
            ["leftBase64"] = Base64(Unit),
        })]),
    };
}
