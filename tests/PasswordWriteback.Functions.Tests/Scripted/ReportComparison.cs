using System.Text.Json;
using System.Text.RegularExpressions;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Functions.Tests.Scripted;

/// <summary>Reports of the same run at different times: equal but for the times in them and the run's id.</summary>
internal static partial class ReportComparison
{
    public static void AssertEqual(RunReport expected, RunReport actual) => Assert.Equal(Timeless(expected), Timeless(actual));

    private static string Timeless(RunReport report)
    {
        var options = new JsonSerializerOptions(DurableJson.Contract) { WriteIndented = true };
        var json = JsonSerializer.Serialize(report with { RunId = "run" }, JsonContract.For<RunReport>(options));
        return Times().Replace(json, "T");
    }

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z|([+-]|\\u002B)\d{2}:\d{2})?)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Times();
}
