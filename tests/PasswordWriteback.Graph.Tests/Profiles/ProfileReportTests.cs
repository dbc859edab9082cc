using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Tests.Support;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Graph.Tests.Profiles;

/// <summary>
/// What the tenant's side of a check says of each profile, word by word. After a change that is meant, record anew and read the
/// difference: <c>RECORD_PROFILES=$PWD/tests/PasswordWriteback.Graph.Tests/Profiles dotnet test tests/PasswordWriteback.Graph.Tests</c>.
/// </summary>
public sealed class ProfileReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Profiles => [.. TenantProfiles.Names];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task AProfile_IsReportedAsRecorded_WithinTwelveRequestsAndFortyUnits(string profile)
    {
        var time = new ManualClock(Now);
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.Create(profile, Now), time);

        var organization = await tenant.Graph.ReadTenantAsync(Cancellation);
        var licences = await tenant.Graph.ReadLicencesAsync(Cancellation);
        var reset = await tenant.Graph.ReadSelfServiceResetAsync(Cancellation);

        var cost = GraphCost.None + organization.Cost + licences.Cost + reset.Cost;
        Assert.Equal(tenant.Simulated.ResourceUnits, cost.ResourceUnits);
        Assert.Equal(tenant.GraphRequests(inBatch: false), cost.Requests);
        Assert.InRange(cost.Requests, 1, 12);
        Assert.InRange(cost.ResourceUnits, 0, 40);

        Finding[] findings =
        [
            .. TenantFindings.Judge(organization, Now), .. LicenceFindings.Judge(licences, Now),
            .. SelfServiceResetFindings.Judge(reset, OnPremisesSigns.None, [], Now),
        ];
        var report = new JsonObject
        {
            ["profile"] = profile,
            ["cost"] = cost.ToString(),
            ["findings"] = new JsonArray([.. findings.Select(Describe)]),
        }.ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("RECORD_PROFILES") is { } folder)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{profile}.json"), report, Cancellation);
        }

        var recorded = Path.Combine(AppContext.BaseDirectory, "Profiles", $"{profile}.json");
        Assert.True(File.Exists(recorded), $"{profile}.json is not recorded yet.");
        Assert.Equal((await File.ReadAllTextAsync(recorded, Cancellation)).ReplaceLineEndings("\n"), report);
    }

    private static JsonNode Describe(Finding finding) => new JsonObject
    {
        ["code"] = finding.Code,
        ["status"] = finding.Status.ToString(),
        ["summary"] = finding.Evidence.Summary,
        ["remedy"] = finding.Remedy,
        ["facts"] = finding.Evidence.Facts?.DeepClone(),
    };
}
