namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>
/// The recordings under tests/windows/recordings: each is read by the product and compared with what Windows said. As long as there
/// is none, docs/verified.md has to say that nothing has been seen on Windows.
/// </summary>
public sealed class RecordingsTests
{
    private const string NothingYet = "Windows: nothing yet.";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Recordings", "Windows");

    [Fact]
    public void TheProduct_ReadsEveryRecording_AsWindowsDoes()
    {
        var files = Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*.json") : [];

        Assert.Empty(files.Order(StringComparer.Ordinal).SelectMany(Differences));
        Assert.Equal(files.Length == 0, File.ReadLines(VerifiedPage()).Any(line => line.StartsWith(NothingYet, StringComparison.Ordinal)));
    }

    private static string VerifiedPage()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "PasswordWriteback.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The repository's root is not above the tests.");
        }

        return Path.Combine(folder, "docs", "verified.md");
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
