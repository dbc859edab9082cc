using System.Text.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Local.Engine.History;
using PasswordWriteback.Orchestration.EnableWriteback;

namespace PasswordWriteback.Orchestration.Tests.Histories;

/// <summary>What stands in histories and events can be read for as long as it stands there: nothing is renamed or dropped.</summary>
public sealed class JsonContractTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static TheoryData<string> Files => [.. RecordedRun.Files()];

    public static TheoryData<string> Types => [.. ContractSamples.Types.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void DataOfACommittedHistory_RoundTripsWithNothingUnknownOrLost(string file)
    {
        var payloads = RunPayloads.In(RecordedRun.Read(RecordedRun.Folder, file).History()).ToList();

        Assert.NotEmpty(payloads);
        None(payloads.SelectMany(payload => ContractReading.Lost(payload.Type, payload.Data).Select(lost => $"{payload.Where}: {lost}")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void LinesOfACommittedHistory_RoundTripWithNothingUnknownOrLost(string file)
    {
        var run = RecordedRun.Read(RecordedRun.Folder, file);

        Assert.All(run.Lines.Zip(run.History()), line => Assert.True(
            JsonElement.DeepEquals(line.First, JsonSerializer.SerializeToElement(line.Second, HistoryJson.Default.HistoryEvent)),
            line.First.GetRawText()));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void ACommittedSample_RoundTripsWithNothingUnknownOrLost(string name)
    {
        var samples = Committed()[name]?.AsArray();

        Assert.True(samples is { Count: > 0 }, $"{name} is not in contract.json yet; README.md here says how to write it down.");
        None(samples.SelectMany(sample => ContractReading.Lost(ContractSamples.Types[name], JsonSerializer.SerializeToElement(sample))));
    }

    [Fact]
    public void TheContract_IsTheCommittedOne()
    {
        var today = ContractSamples.Make();
        if (Environment.GetEnvironmentVariable("RECORD_HISTORIES") is { } folder && !File.Exists(Path.Combine(folder, "contract.json")))
        {
            File.WriteAllText(Path.Combine(folder, "contract.json"), today.ToJsonString(Indented) + "\n");
            return;
        }

        var committed = Committed();

        None(ContractReading.Differences(committed, today, "in today's contract"));
        None(ContractReading.Differences(today, committed, "in contract.json"));
    }

    [Fact]
    public void AMemberThatTodaysTypeDoesNotKnow_IsNamed()
    {
        var lost = ContractReading.Lost(typeof(CancelRequest), JsonElement.Parse("""{"by":"bob","note":"stop","until":"noon"}"""));

        Assert.Contains("until", Assert.Single(lost), StringComparison.Ordinal);
    }

    // Assert.Empty would cut the lines short.
    private static void None(IEnumerable<string> lost) => Assert.True(!lost.Any(), string.Join('\n', lost));

    private static JsonObject Committed() => JsonNode.Parse(File.ReadAllBytes(Path.Combine(RecordedRun.Folder, "contract.json")))!.AsObject();
}
