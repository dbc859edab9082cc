using System.Text;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Policy;

namespace PasswordWriteback.Relay.Tests.Policy;

public sealed class RelayPolicyReaderTests
{
    [Fact]
    public void AWholePolicy_IsRead_WithTheLineOfEachProperty()
    {
        var (policy, lines) = RelayPolicyReader.Parse("""
            {
              "version": 1, // comments are allowed
              "writingMode": "approved",
              "scopes": ["OU=Staff,DC=contoso,DC=example"],
              "profiles": ["guides-2018", "entra-2025+inetOrgPerson"],
              "pinnedAccounts": ["S-1-5-21-1-2-3-1104"],
              "maintenanceWindows": [{ "days": ["saturday"], "from": "22:00", "to": "04:00" }],
              "connectSwitch": true
            }
            """u8);

        Assert.Equal((WritingMode.Approved, true, "guides-2018"), (policy.WritingMode, policy.ConnectSwitch, policy.Permissions.Profile.Name));
        Assert.Equal((3, 8), (lines["writingMode"], lines["connectSwitch"]));
    }

    [Theory]
    [InlineData("{ \"version\": 1, \"writingmode\": \"off\" }", "$.writingmode", "no such property")]
    [InlineData("{ \"version\": 1, \"writingMode\": \"on\" }", "$.writingMode", "off, approved, unattended")]
    [InlineData("{ \"version\": 1, \"writingMode\": true }", "$.writingMode", "text is expected")]
    [InlineData("{ \"version\": 1, \"writingMode\": \"off\", \"writingMode\": \"unattended\" }", "$.writingMode", "twice")]
    [InlineData("{ \"version\": 1, \"connectSwitch\": \"true\" }", "$.connectSwitch", "true or false")]
    [InlineData("{ \"version\": 1, \"allowedCommands\": [\"discover\", \"runScript\"] }", "$.allowedCommands[1]", "runScript")]
    [InlineData("{ \"version\": 1, \"pinnedAccounts\": [\"S-1-5-32-544\"] }", "$.pinnedAccounts[0]", "no SID of an account")]
    [InlineData("{ \"version\": 1, \"profiles\": [] }", "$.profiles", "At least one")]
    [InlineData("{ \"version\": 1, \"scopes\": [\"Staff\"] }", "$.scopes[0]", "distinguished name")]
    [InlineData("{ \"version\": 1, \"maintenanceWindows\": [{ \"days\": [], \"from\": \"22:00\", \"to\": \"23:00\" }] }", "$.maintenanceWindows[0]", "at least one")]
    [InlineData("{ \"version\": 1, \"maintenanceWindows\": [{ \"days\": [\"monday\"], \"from\": \"25:00\", \"to\": \"23:00\" }] }", "$.maintenanceWindows[0].from", "time of day")]
    [InlineData("{ \"version\": 2 }", "$.version", "version 1")]
    [InlineData("{ }", "$", "missing")]
    [InlineData("[]", "$", "object")]
    [InlineData("{ \"version\": 1", "$", "no JSON")]
    [InlineData("{ \"version\": 1 } { }", "$", "no JSON")]
    [InlineData("", "$", "no JSON")]
    public void AMistake_IsNamed_WithItsPlace(string text, string path, string what)
    {
        var mistake = Assert.Throws<PolicyFormatException>(() => RelayPolicyReader.Parse(Encoding.UTF8.GetBytes(text)));

        Assert.Equal(path, mistake.Path);
        Assert.Contains(what, mistake.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-21T21:30:00Z", true)] // Saturday 22:30 in Zurich
    [InlineData("2026-11-22T02:59:00Z", true)] // Sunday 03:59, the window of Saturday
    [InlineData("2026-11-22T03:00:00Z", false)]
    [InlineData("2026-11-21T02:00:00Z", false)] // Saturday 03:00: Friday opened none
    [InlineData("2026-07-04T20:30:00Z", true)] // summer time
    public void AWindowOverMidnight_BelongsToTheDayOnWhichItBegins(string now, bool open) => Assert.Equal(
        open,
        new MaintenanceWindow([DayOfWeek.Saturday], new TimeOnly(22, 0), new TimeOnly(4, 0), TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich"))
            .Contains(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));
}
