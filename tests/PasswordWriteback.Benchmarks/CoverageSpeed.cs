using System.Diagnostics;
using System.Globalization;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;

namespace PasswordWriteback.Benchmarks;

/// <summary>
/// A full coverage scan beside ldapsearch with the same filter, attributes and domain controller, in pages of 1,000, one after the other: users
/// a second of both, the median of their ratios, and the peak memory of this process.
/// </summary>
internal static class CoverageSpeed
{
    private const string Filter = "(sAMAccountType=805306368)";

    // As the scan asks; a password settings object is linked to somebody in the lab, so msDS-ResultantPSO is among them.
    private static readonly string[] Attributes =
    [
        "objectClass", "objectSid", "nTSecurityDescriptor", "userAccountControl", "adminCount", "primaryGroupID", "servicePrincipalName",
        "isCriticalSystemObject", "sAMAccountName", "pwdLastSet", "msDS-ResultantPSO",
    ];

    public static async Task PrintAsync(int runs, string server, string caFile, string user, string passwordFile)
    {
        var connector = new LdapDirectoryConnector(
            new LdapOptions { Servers = [server], CaFile = caFile, Identity = LdapIdentity.User(user, await File.ReadAllTextAsync(passwordFile)) }, TimeProvider.System);
        var forest = (await new ForestDiscoverer(connector).DiscoverAsync(CancellationToken.None)).Forest;
        var account = await new ConnectorAccountFinder(connector).FindAsync(forest, new ConnectorAccountHint(), CancellationToken.None);
        var request = new AssessmentRequest(forest, account.Value!, new PermissionSettings { DomainWide = true });
        var ratios = new List<double>();
        var whole = new List<double>();
        for (var run = 0; run <= runs; run++)
        {
            var search = await SearchAsync(server, caFile, user, passwordFile, forest.Domains[0].Dn);
            var (users, seconds, total) = await ScanAsync(connector, request);
            var load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(run == 0 ? "warm-up" : $"run {run}")}: ldapsearch {search:0.00} s; scan {seconds:0.00} s of {users} users ({users / seconds:0}/s), with everything before it {total:0.00} s; ratio {search / seconds:0.00}, whole {search / total:0.00}; load {load}"));
            if (run > 0)
            {
                ratios.Add(search / seconds);
                whole.Add(search / total);
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median of {runs}: {Median(ratios):0.00} x ldapsearch; with everything before the scan {Median(whole):0.00} x; peak memory {PeakMegabytes():0} MB"));
    }

    /// <summary>Peak resident memory of this process.</summary>
    public static double PeakMegabytes() => double.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<(long Users, double Seconds, double Total)> ScanAsync(LdapDirectoryConnector connector, AssessmentRequest request)
    {
        var users = 0L;
        var from = 0L;
        var began = Stopwatch.GetTimestamp();
        var scanner = new CoverageScanner(connector, TimeProvider.System) { OnRead = () => users++, OnScan = () => from = Stopwatch.GetTimestamp() };
        await scanner.ScanAsync(request, onUser: null, CancellationToken.None);
        return (users, Stopwatch.GetElapsedTime(from).TotalSeconds, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static async Task<double> SearchAsync(string server, string caFile, string user, string passwordFile, string baseDn)
    {
        var start = new ProcessStartInfo("ldapsearch",
        [
            "-LLL", "-x", "-o", "ldif-wrap=no", "-E", "pr=1000/noprompt", "-E", "!1.2.840.113556.1.4.801=::MAMCAQQ=", "-H", $"ldaps://{server}", "-D", user, "-y", passwordFile,
            "-b", baseDn, Filter, .. Attributes,
        ])
        { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["LDAPTLS_CACERT"] = caFile;
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var buffer = new char[1 << 16];
        var any = 0;
        for (int read; (read = await process.StandardOutput.ReadAsync(buffer)) > 0;)
        {
            any += read;
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0 && any > 0
            ? Stopwatch.GetElapsedTime(began).TotalSeconds
            : throw new InvalidOperationException($"ldapsearch ended with {process.ExitCode}.");
    }
}
