using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Approval;

/// <summary>What waits for an administrator, and what they did: two JSON files per run.</summary>
/// <param name="stateFolder">The relay's state folder; the files lie in its subfolder <c>approvals</c>.</param>
public sealed class ApprovalStore(string stateFolder)
{
    /// <summary>The shape that this version writes.</summary>
    public const int Format = 1;

    /// <summary>How long a write waits for an administrator. Below the time that a run waits for it.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromDays(7) - TimeSpan.FromHours(1);

    private readonly string _folder = Path.Combine(stateFolder, "approvals");

    /// <summary>Keeps a request; on return it is on disk.</summary>
    public void Save(ApprovalRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        DurableFile.Write(PathOf(request.RunId, "request"), JsonSerializer.SerializeToUtf8Bytes(request, RelayStateJson.Readable.ApprovalRequest));
    }

    /// <summary>Keeps what an administrator did; on return it is on disk.</summary>
    public void Save(ApprovalResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        DurableFile.Write(PathOf(result.RunId, "result"), JsonSerializer.SerializeToUtf8Bytes(result, RelayStateJson.Readable.ApprovalResult));
    }

    /// <summary>What a run waits for; null when nothing.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public ApprovalRequest? FindRequest(string runId) => Read(PathOf(runId, "request"), RelayStateJson.Readable.ApprovalRequest);

    /// <summary>What an administrator did for a run; null when nothing yet.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public ApprovalResult? FindResult(string runId) => Read(PathOf(runId, "result"), RelayStateJson.Readable.ApprovalResult);

    /// <summary>Everything that waits and has no result, newest first.</summary>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public IReadOnlyList<ApprovalRequest> Pending(DateTimeOffset now) =>
        [.. All().Where(request => request.Deadline > now && request.WithdrawnFor is null && FindResult(request.RunId) is null)];

    /// <summary>Everything that ever waited and was not swept yet, newest first.</summary>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public IReadOnlyList<ApprovalRequest> All() => !Directory.Exists(_folder) ? [] :
    [
        .. Directory.EnumerateFiles(_folder, "*.request.json")
            .Select(path => Read(path, RelayStateJson.Readable.ApprovalRequest))
            .OfType<ApprovalRequest>()
            .OrderByDescending(request => request.RequestedAt),
    ];

    private static T? Read<T>(string path, JsonTypeInfo<T> contract)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), contract) : null;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private string PathOf(string runId, string kind) => Path.Combine(_folder, $"{RunFileName.Of(runId)}.{kind}.json");
}
