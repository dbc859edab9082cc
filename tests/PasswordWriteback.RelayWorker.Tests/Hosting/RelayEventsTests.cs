using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.RelayWorker.CommandLine;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

/// <summary>Holds docs/relay-events.md and what the relay logs against each other.</summary>
public sealed partial class RelayEventsTests
{
    private static readonly Assembly[] Assemblies = [typeof(RelayHost).Assembly, typeof(RelayCommandLine).Assembly];

    private static readonly string Root = FindRoot();

    private static IReadOnlyList<LoggerMessageAttribute> Logged =>
    [
        .. Assemblies.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>(),
    ];

    [Fact]
    public void EveryId_IsUsedOnce()
    {
        var ids = Logged.Select(message => message.EventId).Concat(Enum.GetValues<EnvelopeRefusalReason>().Select(reason => (int)reason)).ToList();

        Assert.True(Logged.Count > 20, "The log's messages were not found.");
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(ids, id => Assert.InRange(id, 1, ushort.MaxValue)); // what the Application log can hold
    }

    [Fact]
    public void TheTable_HasEveryEventWithItsLevel_AndNoOther() => Assert.Equal(
        Logged.Select(message => (message.EventId, message.Level.ToString())).Order(),
        Rows().Where(row => !IsRefusal(row.Id)).Select(row => (row.Id, row.Second)).Order());

    [Fact]
    public void TheTable_HasEveryReasonOfRefusal_AndNoOther() => Assert.Equal(
        Enum.GetValues<EnvelopeRefusalReason>().Select(reason => ((int)reason, reason.ToString())).Order(),
        Rows().Where(row => IsRefusal(row.Id)).Select(row => (row.Id, row.Second)).Order());

    [Fact]
    public void AWarningOrError_SaysWhatToDo() => Assert.All(
        Rows().Where(row => row.Second is not nameof(LogLevel.Information)), row => Assert.False(string.IsNullOrWhiteSpace(row.Last), $"Event {row.Id} does not say what to do."));

    [Fact]
    public void NoLineIsLogged_WithoutAnId()
    {
        var files = new[] { "PasswordWriteback.Relay", "PasswordWriteback.RelayWorker" }
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Root, "src", project), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

        var plain = files.SelectMany(file => File.ReadLines(file).Where(line => PlainLog().IsMatch(line)).Select(line => $"{file}: {line.Trim()}")).ToList();

        // The two lines about refusals, whose ids are the reasons'.
        Assert.Equal(2, plain.Count);
        Assert.All(plain, line => Assert.Contains("LogWarning(Id(refusal)", line, StringComparison.Ordinal));
    }

    private static bool IsRefusal(int id) => id > 4100;

    private static IReadOnlyList<(int Id, string Second, string Last)> Rows() =>
    [
        .. File.ReadLines(Path.Combine(Root, "docs", "relay-events.md"))
            .Where(line => Row().IsMatch(line))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (int.Parse(cells[1], CultureInfo.InvariantCulture), cells[2], cells[^2])),
    ];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "PasswordWriteback.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^\| \d{4} \|", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"\.Log(?:Trace|Debug|Information|Warning|Error|Critical)?\(", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainLog();
}
