using System.Net;
using System.Net.Sockets;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.CommandLine;

/// <summary>Every failure: one sentence with a remedy, the exit code, within 15 seconds, and the forest unchanged.</summary>
[Collection(Forests.OfProcesses)]
public sealed class ErrorTests(FreshForest fresh) : SambaTest(fresh)
{
    [Fact]
    public async Task WrongPassword_IsSaidSo()
    {
        var passwordFile = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(passwordFile, "not the password", TestContext.Current.CancellationToken);
            var result = await Lab.RelayAsync(
                "check", "--server", Lab.Env.Dc("dc1").Host, "--ca", Lab.Env.CaFile,
                "--user", Lab.Env.Accounts["reader"].UserPrincipalName, "--password-file", passwordFile);

            Fails(result, 1, "refused the credentials", "the password is wrong");
            Assert.DoesNotContain("not the password", result.Output + result.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    [Fact]
    public async Task UnknownHost_IsSaidSo() =>
        Fails(await Lab.RelayAsync(["check", .. With("--server", $"nosuch.{Lab.Env.Domain}")]), 1, "does not resolve");

    [Fact]
    public async Task RefusedPort_IsSaidSo() =>
        Fails(await Lab.RelayAsync(["check", .. With("--server", $"{Lab.Env.Dc("dc1").Host}:6360")]), 1, "refused the connection");

    [Fact]
    public async Task AnotherAuthority_IsNotTrusted() =>
        Fails(await Lab.RelayAsync(["check", .. With("--ca", Lab.Env.UntrustedCaFile)]), 1, "not a trusted authority");

    [Fact]
    public async Task TheSystemsAuthorities_AreNotEnough()
    {
        var result = await Lab.RelayAsync(
            "check", "--server", Lab.Env.Dc("dc1").Host,
            "--user", Lab.Env.Accounts["reader"].UserPrincipalName, "--password-file", Lab.Env.Accounts["reader"].PasswordFile);

        Fails(result, 1, "not a trusted authority");
    }

    [Fact]
    public async Task AnotherNameOfTheHost_DoesNotFitTheCertificate()
    {
        using var proxy = PortForward.To(IPAddress.Parse(Lab.Env.Dc("dc1").Address), 636);
        Fails(await Lab.RelayAsync(["check", .. With("--server", $"localhost:{proxy.Port}")]), 1, "is not for that name");
    }

    [Fact]
    public async Task PasswordOnPort389WithoutTls_IsNotSent() =>
        Fails(await Lab.RelayAsync(["check", .. With("--server", $"{Lab.Env.Dc("dc1").Host}:389")]), 1, "in the clear; nothing was sent");

    [Fact]
    public async Task NoKerberosTicket_IsSaidSo()
    {
        var relay = Path.Combine(AppContext.BaseDirectory, "PasswordWriteback.RelayWorker.dll");
        var result = await Lab.InLabAsync(["env", "KRB5CCNAME=FILE:/nonexistent/cache", "dotnet", relay, "check", "--server", Lab.Env.Dc("dc1").Host], input: "");

        Fails(result, 1, "no usable Kerberos ticket");
    }

    [Fact]
    public async Task AScopeThatDoesNotExist_IsSaidSo() =>
        Fails(await Lab.RelayAsync(["plan", .. Lab.Connection(), "--scope", $"OU=Nowhere,{Lab.Env.BaseDn}"]), 1, "OU=Nowhere");

    [Fact]
    public async Task AnAccountThatDoesNotExist_IsSaidSo() =>
        Fails(await Lab.RelayAsync(["check", .. Lab.Connection(), "--account", $"CN=Nobody,{Lab.Env.BaseDn}"]), 1, "No user account");

    [Fact]
    public async Task AnAdministratorAsConnectorAccount_IsRefused() =>
        Fails(await Lab.RelayAsync(["plan", .. Lab.Connection(), "--account", "relay", "--domain-wide"]), 1, "Domain Admins");

    [Fact]
    public async Task AServerThatNeverAnswers_IsGivenUp()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var result = await Lab.RelayAsync(["check", .. With("--server", $"localhost:{((IPEndPoint)silent.LocalEndpoint).Port}")]);

        Fails(result, 1, "did not answer within 10 s");
    }

    [Fact]
    public async Task AControllerThatIsCutOff_IsGivenUp()
    {
        await Lab.CutAsync("dc2");
        try
        {
            Fails(await Lab.RelayAsync(["check", .. Lab.Connection("dc2")]), 1, Lab.Env.Dc("dc2").Host);
        }
        finally
        {
            await Lab.RestoreAsync("dc2");
        }
    }

    [Fact]
    public async Task ApplyWithoutTheRightToWrite_IsDenied_AndChangesNothing()
    {
        var scope = Lab.Env.Object("staffOu");
        var before = await Lab.DescriptorAsync("dc1", scope);
        var state = Directory.CreateTempSubdirectory("pwb-state-");
        try
        {
            var result = await Lab.RelayAsync(["apply", "--yes", .. Lab.Connection(account: "reader"), "--scope", scope, "--state-folder", state.FullName]);

            Assert.NotEqual(0, result.ExitCode);
            Assert.Equal(before.Base64, (await Lab.DescriptorAsync("dc1", scope)).Base64);
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    private List<string> With(string option, string value)
    {
        var arguments = Lab.Connection(account: "reader").ToList();
        arguments[arguments.IndexOf(option) + 1] = value;
        return arguments;
    }

    private static void Fails(CommandResult result, int exitCode, params string[] words)
    {
        Assert.Equal(exitCode, result.ExitCode);
        Assert.All(words, word => Assert.Contains(word, result.Error, StringComparison.Ordinal));
        Assert.Equal(1, result.Error.Split('\n').Count(line => line.StartsWith("error: ", StringComparison.Ordinal)));
        Assert.True(result.Took < TimeSpan.FromSeconds(15), $"it took {result.Took}");
    }
}
