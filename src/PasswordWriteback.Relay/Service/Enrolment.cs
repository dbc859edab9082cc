using System.Text.Json;
using System.Text.Json.Serialization;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Service;

/// <summary>
/// Who this relay is and how it reaches its cloud and its forest: the file <c>relay.json</c> in the state folder, mode 0600. It holds
/// no secret: the private key and a password lie in files or stores of their own.
/// </summary>
public sealed record Enrolment
{
    /// <summary>Name of the file in the state folder.</summary>
    public const string FileName = "relay.json";

    /// <summary>The shape that this version writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Version of the file's shape.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The cloud's address.</summary>
    public required Uri Cloud { get; init; }

    /// <summary>The only certificate authorities to trust for cloud and queues (PEM); null: the system's.</summary>
    public string? CloudCaFile { get; init; }

    /// <summary>The cloud's name in signed messages.</summary>
    public required string Issuer { get; init; }

    /// <summary>The tenant.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>This relay.</summary>
    public required Guid RelayId { get; init; }

    /// <summary>The forest, as in the tenant's record.</summary>
    public required string Forest { get; init; }

    /// <summary>Where the relay's own queue is.</summary>
    public required Uri ServiceBus { get; init; }

    /// <summary>Where the queue of answers is; null: where the relay's own queue is.</summary>
    public Uri? RepliesServiceBus { get; init; }

    /// <summary>Name of the relay's own queue.</summary>
    public required string Queue { get; init; }

    /// <summary>Name of the queue of answers.</summary>
    public required string RepliesQueue { get; init; }

    /// <summary>Id of the relay's own key in the folder <c>keys</c>.</summary>
    public required string KeyId { get; init; }

    /// <summary>When it enrolled.</summary>
    public required DateTimeOffset EnrolledAt { get; init; }

    /// <summary>How to reach the forest; may be edited while the service stands still.</summary>
    public DirectorySettings Directory { get; init; } = new();

    /// <summary>As the envelope knows this relay.</summary>
    [JsonIgnore]
    public RelayIdentity Identity => new(TenantId, RelayId, Issuer);

    /// <summary>What a cloud's answer makes of this relay.</summary>
    /// <param name="cloud">The cloud's address, as it was asked.</param>
    /// <param name="answer">Its answer.</param>
    /// <param name="keyId">Id of the key that was proven to it.</param>
    /// <param name="at">When it answered.</param>
    public static Enrolment Of(Uri cloud, EnrolmentAnswer answer, string keyId, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new()
        {
            Cloud = cloud,
            Issuer = answer.Issuer,
            TenantId = answer.TenantId,
            RelayId = answer.RelayId,
            Forest = answer.Forest,
            ServiceBus = answer.ServiceBus,
            RepliesServiceBus = answer.RepliesServiceBus,
            Queue = answer.Queue,
            RepliesQueue = answer.RepliesQueue,
            KeyId = keyId,
            EnrolledAt = at,
        };
    }

    /// <summary>Whether a state folder holds an enrolment.</summary>
    public static bool Exists(string stateFolder) => File.Exists(Path.Combine(stateFolder, FileName));

    /// <summary>The enrolment in a state folder.</summary>
    /// <exception cref="InvalidDataException">There is none, or the file is damaged or of a newer format.</exception>
    public static Enrolment Read(string stateFolder)
    {
        var path = Path.Combine(stateFolder, FileName);
        try
        {
            var enrolment = JsonSerializer.Deserialize(File.ReadAllBytes(path), EnrolmentJson.Default.Enrolment)
                ?? throw new InvalidDataException($"{path} is no enrolment.");
            return enrolment.Format == CurrentFormat
                ? enrolment
                : throw new InvalidDataException($"{path} has format {enrolment.Format}; this version reads format {CurrentFormat}.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} is no enrolment: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"This server is not enrolled: there is no {path}. Run 'relay enroll' first.", exception);
        }
    }

    /// <summary>Keeps it; on return it is on disk, for its owner alone.</summary>
    public void Save(string stateFolder) =>
        DurableFile.Write(Path.Combine(stateFolder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, EnrolmentJson.Default.Enrolment));
}

/// <summary>How the service reaches the forest; the same as the options of the command line.</summary>
public sealed record DirectorySettings
{
    /// <summary>Domain controllers to begin with; empty: found through DNS.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>Domain to look up in DNS; null: this machine's own.</summary>
    public string? Domain { get; init; }

    /// <summary>Certificates to trust, and no others; null: the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Who binds; null: the identity of the service.</summary>
    public string? User { get; init; }

    /// <summary>File with the password of <see cref="User"/>. The password itself stands nowhere else.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>StartTLS instead of LDAPS.</summary>
    public bool StartTls { get; init; }

    /// <summary>Longest time in seconds to connect, and for one answer.</summary>
    public double TimeoutSeconds { get; init; } = 10;

    /// <summary>The connector account as an administrator named it; null: discovered.</summary>
    public string? ConnectorAccount { get; init; }

    /// <summary>The options of the connection; reads the password.</summary>
    /// <exception cref="InvalidDataException">The password cannot be read.</exception>
    public LdapOptions ToLdapOptions() => new()
    {
        Servers = Servers,
        Domain = Domain,
        CaFile = CaFile,
        Security = StartTls ? LdapSecurity.StartTls : LdapSecurity.Automatic,
        Identity = User is null || PasswordFile is null ? LdapIdentity.Own : LdapIdentity.User(User, Ldap.PasswordFile.Read(PasswordFile)),
        ConnectTimeout = TimeSpan.FromSeconds(TimeoutSeconds),
        RequestTimeout = TimeSpan.FromSeconds(TimeoutSeconds),
    };
}

/// <summary>The file's JSON: camelCase, indented for the person who opens it; a field that is not known is an error, not a surprise.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(Enrolment))]
internal sealed partial class EnrolmentJson : JsonSerializerContext;
