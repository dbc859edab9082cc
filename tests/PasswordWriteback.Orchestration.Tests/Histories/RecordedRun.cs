using System.Text.Encodings.Web;
using System.Text.Json;
using PasswordWriteback.Local.Engine.History;

namespace PasswordWriteback.Orchestration.Tests.Histories;

/// <summary>A file of this folder: what was run, and its history as the embedded engine recorded it.</summary>
/// <param name="Orchestrator">Name of the orchestrator.</param>
/// <param name="Version">The version it began with.</param>
/// <param name="InstanceId">Its instance; the ids of its commands follow from it.</param>
/// <param name="Run">One sentence for people.</param>
/// <param name="Lines">Its events as JSON, oldest first.</param>
internal sealed record RecordedRun(string Orchestrator, string Version, string InstanceId, string Run, IReadOnlyList<JsonElement> Lines)
{
    private static readonly JsonSerializerOptions Readable =
        new(HistoryJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where the files are: <c>{orchestrator}-{version}/{name}.json</c> below this.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Histories");

    /// <summary>The files, relative to <see cref="Folder"/>, without their ending.</summary>
    public static IReadOnlyList<string> Files() =>
    [
        .. Directory.EnumerateDirectories(Folder)
            .SelectMany(version => Directory.EnumerateFiles(version, "*.json"))
            .Select(file => Path.ChangeExtension(Path.GetRelativePath(Folder, file), null).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The events, as the engine reads them from its journal.</summary>
    public IReadOnlyList<HistoryEvent> History() => [.. Lines.Select(line => line.Deserialize(HistoryJson.Default.HistoryEvent)!)];

    /// <summary>An event as one line of JSON.</summary>
    public static string Line(HistoryEvent recorded) => JsonSerializer.Serialize(recorded, Readable);

    public static RecordedRun Read(string folder, string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, file + ".json")));
        var root = document.RootElement;
        return new RecordedRun(
            root.GetProperty("orchestrator").GetString()!,
            root.GetProperty("version").GetString()!,
            root.GetProperty("instanceId").GetString()!,
            root.GetProperty("run").GetString()!,
            [.. root.GetProperty("history").EnumerateArray().Select(line => line.Clone())]);
    }

    /// <summary>Writes a history, one event a line.</summary>
    /// <exception cref="IOException">There is a file of this name: a recorded history is never recorded again.</exception>
    public static void Write(string folder, string name, string instanceId, string run, IReadOnlyList<HistoryEvent> history)
    {
        var started = (RunStarted)history[0];
        var path = Path.Combine(folder, $"{started.Name}-{started.Version}", name + ".json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new StreamWriter(new FileStream(path, FileMode.CreateNew)) { NewLine = "\n" };
        file.WriteLine("{");
        file.WriteLine($"  \"orchestrator\": \"{started.Name}\",");
        file.WriteLine($"  \"version\": \"{started.Version}\",");
        file.WriteLine($"  \"instanceId\": \"{instanceId}\",");
        file.WriteLine($"  \"run\": \"{run}\",");
        file.WriteLine("  \"history\": [");
        file.WriteLine(string.Join(",\n", history.Select(line => "    " + Line(line))));
        file.WriteLine("  ]");
        file.WriteLine("}");
    }
}
