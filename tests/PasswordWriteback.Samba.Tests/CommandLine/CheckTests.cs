using System.Text.Json;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.CommandLine;

[Collection(Forests.OfProcesses)]
public sealed class CheckTests(FreshForest fresh) : SambaTest(fresh)
{
    [Fact]
    public async Task Check_OfFiftyUsers_NamesWhatIsMissing()
    {
        var result = await Lab.RelayAsync(["check", .. Lab.Connection(), "--json"]);

        using var report = JsonDocument.Parse(result.Output);
        Assert.Equal(3, result.ExitCode);
        Assert.Equal(Lab.Env.Domain, report.RootElement.GetProperty("forest").GetProperty("rootDnsName").GetString());
        Assert.Equal(
            [("SchemaMaster", "Listed"), ("DomainNamingMaster", "Listed"), ("PdcEmulator", "Listed"), ("RidMaster", "Listed"), ("InfrastructureMaster", "Listed")],
            report.RootElement.GetProperty("forest").GetProperty("roles").EnumerateArray()
                .Select(role => (role.GetProperty("role").GetString(), role.GetProperty("holder").GetProperty("value").GetProperty("state").GetString())));
        Assert.Equal(Lab.Env.Accounts["connector"].Sid, report.RootElement.GetProperty("account").GetProperty("value").GetProperty("sid").GetString());
        Assert.Contains(
            report.RootElement.GetProperty("scopes").EnumerateArray().SelectMany(scope => scope.GetProperty("rights").EnumerateArray()),
            right => right.GetProperty("right").GetString() == "ResetPassword" && right.GetProperty("state").GetString() == "Missing");
    }

    [Fact]
    public async Task Check_OverStartTls_ReadsTheForest()
    {
        var result = await Lab.RelayAsync(["check", .. Lab.Connection("dc2"), "--starttls"]);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains(Lab.Env.Dc("dc1").Host, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_WithAKerberosTicketAndDns_ReadsTheForest()
    {
        var folder = Directory.CreateTempSubdirectory("pwb-krb-");
        try
        {
            var relay = Path.Combine(AppContext.BaseDirectory, "PasswordWriteback.RelayWorker.dll");
            var account = Lab.Env.Accounts["relay"];
            var script = $"export KRB5CCNAME=FILE:{folder.FullName}/cache && kinit {account.SamAccountName}@{Lab.Env.Realm} < {account.PasswordFile} > /dev/null && dotnet {relay} check --domain {Lab.Env.Domain}";
            var result = await Lab.InLabAsync(["sh", "-c", script], input: "");

            Assert.Equal(3, result.ExitCode);
            Assert.Contains(Lab.Env.Accounts["connector"].SamAccountName, result.Output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Check_RedirectedOutput_HasNoEscapeSequences()
    {
        var result = await Lab.RelayAsync(["check", .. Lab.Connection()]);

        Assert.DoesNotContain('\u001b', result.Output);
        Assert.Matches($@"infrastructure master\s+{Lab.Env.Domain}\s+{Lab.Env.Dc("dc1").Host}", result.Output);
        Assert.Matches($@"schema master\s+the forest\s+{Lab.Env.Dc("dc1").Host}", result.Output);
        Assert.Contains("inheritance is off", result.Output, StringComparison.Ordinal);
        Assert.Contains("protected by design", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coverage_WithTheTenantsUsers_WritesEveryUser_AndCountsAmongThoseInTheContainers()
    {
        var folder = Directory.CreateTempSubdirectory("pwb-coverage-");
        try
        {
            var (users, list) = (Path.Combine(folder.FullName, "users.csv"), Path.Combine(folder.FullName, "tenant.csv"));
            await using (var connection = await Lab.Connector("relay").ConnectAsync(Lab.Env.Dc("dc1").Host, TestContext.Current.CancellationToken))
            {
                var sids = new List<string> { "onPremisesSecurityIdentifier,licensed,selfService" };
                foreach (var (dn, selfService) in new[] { (Lab.Env.Object("staffUser"), "true"), (Lab.Env.Object("salesUser"), "false"), (Lab.Env.Object("partnerUser"), "true") })
                {
                    sids.Add($"{Sid.Read((await connection.ReadAsync(dn, TestContext.Current.CancellationToken, "objectSid")).GetBytes("objectSid")!)},true,{selfService}");
                }

                await File.WriteAllLinesAsync(list, sids, TestContext.Current.CancellationToken);
            }

            var result = await Lab.RelayAsync(
                ["coverage", .. Lab.Connection(), "--json", "--users", users, "--tenant-users", list, "--connect-container", Lab.Env.Object("staffOu")]);

            using var summary = JsonDocument.Parse(result.Output);
            var denominators = summary.RootElement.GetProperty("denominators");
            var tenant = denominators.GetProperty("inTenant").GetProperty("value");
            Assert.Equal(3, result.ExitCode);
            Assert.Equal(
                summary.RootElement.GetProperty("enabledUsers").GetInt32() + summary.RootElement.GetProperty("disabled").GetInt32(),
                (await File.ReadAllLinesAsync(users, TestContext.Current.CancellationToken)).Length - 1);
            Assert.Matches(@"\d+ users read in \d+\.\d s, \d+ a second\.", result.Error);
            Assert.InRange(denominators.GetProperty("inConnectContainers").GetProperty("value").GetProperty("users").GetInt32(), 34, summary.RootElement.GetProperty("enabledUsers").GetInt32() - 1);
            Assert.Equal((2, 2, 1, 1), (Users(tenant.GetProperty("synced")), Users(tenant.GetProperty("licensed")), Users(tenant.GetProperty("selfService")), tenant.GetProperty("outsideContainers").GetInt32()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static int Users(JsonElement count) => (count.TryGetProperty("value", out var value) ? value : count).GetProperty("users").GetInt32();
    }

    [Fact]
    public async Task Check_AsAnOrdinaryUser_IsUnknownOrNotCompliant_NeverCompliant()
    {
        var result = await Lab.RelayAsync(["check", .. Lab.Connection(account: "reader")]);

        Assert.True(result.ExitCode is 3 or 4, $"exit code {result.ExitCode}: {result.Error}");
    }

    [Fact]
    public async Task Check_OfPermissionsThatMayNotBeRead_IsUnknown_NotMissing()
    {
        var scope = Lab.Env.Object("partnersOu");
        const string readers = "(A;;RPLCLORC;;;AU)";
        await Lab.ForeignRemoveAsync("dc1", scope, readers);
        try
        {
            var result = await Lab.RelayAsync(["check", .. Lab.Connection(account: "reader"), "--account", Lab.Env.Accounts["connector"].Dn, "--scope", scope, "--profile", "adsyncconfig-2019"]);

            Assert.Equal(4, result.ExitCode);
            Assert.Contains("does not show the security descriptor", result.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("MISSING", result.Output, StringComparison.Ordinal);
        }
        finally
        {
            await Lab.ForeignWriteAsync("dc1", scope, readers);
        }
    }
}
