using System.Text.Json;
using PasswordWriteback.Core;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Configuration;
using PasswordWriteback.RelayWorker.Hosting;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

public sealed class ShowConfigurationTests : IDisposable
{
    private const string Password = "p4ss-word-of-the-reader";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pwb-show-");
    private readonly EnrolledFolder _state;

    public ShowConfigurationTests()
    {
        var file = Path.Combine(_folder.FullName, "reader");
        File.WriteAllText(file, Password);
        _state = new EnrolledFolder(new DirectorySettings { Servers = ["dc1.contoso.example"], User = "reader@contoso.example", PasswordFile = file });
    }

    public void Dispose()
    {
        _state.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void EachValue_SaysWhereItComesFrom()
    {
        var policy = Path.Combine(_folder.FullName, "relay-policy.json");
        File.WriteAllText(policy, "{ \"version\": 1 }");

        var values = Read(policy, name => name == "HTTPS_PROXY" ? "http://proxy.contoso.example:8080" : null);

        Assert.Equal((_state.Path, ConfigurationSource.CommandLine), Of("stateFolder"));
        Assert.Equal((policy, ConfigurationSource.CommandLine), Of("policyFile"));
        Assert.Equal(("off", ConfigurationSource.Default), Of("writingMode"));
        Assert.Equal((_state.Enrolment.RelayId.ToString(), ConfigurationSource.File), Of("relayId"));
        Assert.Equal((_state.Enrolment.Queue, ConfigurationSource.File), Of("queue"));
        Assert.Equal((_state.Enrolment.KeyId, ConfigurationSource.File), Of("keyThumbprint"));
        Assert.Equal(("dc1.contoso.example", ConfigurationSource.File), Of("directory.servers"));
        Assert.Equal(("discovered", ConfigurationSource.Default), Of("directory.connectorAccount"));
        Assert.Equal(("http://proxy.contoso.example:8080", ConfigurationSource.Environment), Of("HTTPS_PROXY"));
        Assert.Equal((RelayCommandLine.Version, ConfigurationSource.Measured), Of("version"));

        (string?, ConfigurationSource) Of(string name)
        {
            var value = values.Single(one => one.Name == name);
            return (value.Value, value.Source);
        }
    }

    [Theory]
    [InlineData("http://anna:s3cret@proxy:8080", "http://***@proxy:8080")]
    [InlineData("anna:s3cret@proxy:8080", "***@proxy:8080")]
    [InlineData("http://anna:s3@cret@proxy", "http://***@proxy")]
    public void TheCredentialsOfAProxy_AreNotShown(string given, string shown)
    {
        var values = Read(policy: null, name => name == "HTTPS_PROXY" ? given : null);

        Assert.Equal(shown, values.Single(value => value.Name == "HTTPS_PROXY").Value);
    }

    [Fact]
    public async Task NeitherPasswordNorKey_IsInWhatItPrints()
    {
        var run = await CommandLineRun.OfAsync("show-configuration", "--state-folder", _state.Path);
        var json = await CommandLineRun.OfAsync("show-configuration", "--state-folder", _state.Path, "--json");

        Assert.Equal((0, 0), (run.ExitCode, json.ExitCode));
        Assert.Contains(_state.Enrolment.KeyId, run.Output, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Array, JsonDocument.Parse(json.Output).RootElement.GetProperty("values").ValueKind);
        foreach (var secret in ServiceProcessTests.KeyMaterial(_state.Path).Append(Password))
        {
            Assert.DoesNotContain(secret, run.Output + run.Error + json.Output + json.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task WithoutAnEnrolment_TheRestIsShown()
    {
        var run = await CommandLineRun.OfAsync("show-configuration", "--state-folder", Path.Combine(_folder.FullName, "none"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("enrolment", run.Output, StringComparison.Ordinal);
    }

    private IReadOnlyList<ConfigurationValue> Read(string? policy, Func<string, string?> variable) =>
        EffectiveConfiguration.Read(_state.Path, policy, variable, ServiceNames.Systemd, Reading.Known(ServiceStatus.NotInstalled));
}
