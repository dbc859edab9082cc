namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>
/// The recordings under tests/windows/recordings: each is read by the product and compared with what Windows said. Without one there
/// is nothing to run, and this is reported as skipped, never as seen.
/// </summary>
public sealed class RecordingsTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Recordings", "Windows");

    [Fact]
    public void TheProduct_ReadsEveryRecording_AsWindowsDoes()
    {
        var files = Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*.json") : [];
        Assert.SkipWhen(files.Length == 0, "There is no recording from Windows yet (tests/windows/README.md).");

        Assert.Empty(files.Order(StringComparer.Ordinal).SelectMany(Differences));
    }

    private static IEnumerable<string> Differences(string file)
    {
        var name = Path.GetFileName(file);
        try
        {
            return [.. RecordingCheck.Differences(Recording.Read(name, File.ReadAllText(file), Recording.Windows)).Select(difference => $"{name}: {difference}")];
        }
        catch (Exception failure)
        {
            return [failure is RecordingRefusedException ? failure.Message : $"{name} is not read: {failure}"];
        }
    }
}
