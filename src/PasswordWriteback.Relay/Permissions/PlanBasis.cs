using System.Text.Json;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>
/// What a plan rests on besides the directory. The plan's hash names neither the accounts that were accepted nor the tier-0 list,
/// so the service writes a plan only under the policy that it was made under, and not for ever.
/// </summary>
/// <param name="PolicyHash">Hash of the policy.</param>
/// <param name="Scopes">The scopes that were asked for.</param>
/// <param name="MadeAt">When the directory was last read for it.</param>
public sealed record PlanBasis(string PolicyHash, IReadOnlyList<string> Scopes, DateTimeOffset MadeAt)
{
    /// <summary>
    /// Why a plan that was made under this policy may not be written. The plan's own file can say otherwise: the command line of an
    /// administrator who accepted other accounts, or an assessment that began under an earlier policy, leaves a plan of the same hash.
    /// Null in the file of an earlier version.
    /// </summary>
    public IReadOnlyList<PlanRefusal>? Refusals { get; init; }

    /// <summary>How long a plan may be written after it was made: as long as a run waits for its approval, and a day.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(8);

    /// <summary>Keeps it beside the plan; on return it is on disk.</summary>
    internal void Save(string stateFolder, string planHash) =>
        DurableFile.Write(PathOf(stateFolder, planHash), JsonSerializer.SerializeToUtf8Bytes(this, RelayStateJson.Readable.PlanBasis));

    /// <summary>The basis of a plan that is in the plan store; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    internal static PlanBasis? Find(string stateFolder, string planHash)
    {
        var path = PathOf(stateFolder, planHash);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), RelayStateJson.Readable.PlanBasis) : null;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static string PathOf(string stateFolder, string planHash) => Path.Combine(stateFolder, "plans", $"{planHash}.basis.json");
}
