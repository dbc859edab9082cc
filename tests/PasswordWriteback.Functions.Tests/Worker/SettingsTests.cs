using Microsoft.Extensions.Configuration;
using PasswordWriteback.Functions.Hosting;

namespace PasswordWriteback.Functions.Tests.Worker;

public sealed class SettingsTests
{
    private readonly Dictionary<string, string?> _settings = new(StringComparer.Ordinal)
    {
        ["Issuer"] = "https://issuer.example",
        ["Audience"] = "api",
        ["PublicUrl"] = "https://writeback.example/",
        ["CloudId"] = "7d0f6a3e-55b7-4d0a-9d0e-0a8f3f1f2a11",
        ["Database"] = "Host=db;Username=app",
        ["KeyVault"] = "https://vault.example/",
        ["ServiceBus:0:Address"] = "https://bus.example/",
        ["ServiceBus:0:ListenKey"] = "listen-secret",
        ["ServiceBus:0:SendKey"] = "send-secret",
        ["ServiceBus:0:MaxRelays"] = "5000",
        ["Graph:ClientId"] = "7d0f6a3e-55b7-4d0a-9d0e-0a8f3f1f2a12",
    };

    private IConfiguration Settings => new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();

    [Fact]
    public void Settings_AreRead()
    {
        var settings = FunctionsSettings.Read(Settings);

        Assert.Equal("https://bus.example/", Assert.Single(settings.ServiceBus).ToString());
        Assert.Equal(new Guid("7d0f6a3e-55b7-4d0a-9d0e-0a8f3f1f2a12"), settings.Graph.ClientId);
        Assert.Equal(200, settings.MaxRunningChecks);
    }

    [Fact]
    public void WhatIsMissing_IsNamed()
    {
        _settings.Remove("Issuer");
        _settings["ServiceBus:0:SendKey"] = " ";

        var refused = Assert.Throws<InvalidOperationException>(() => FunctionsSettings.Read(Settings));

        Assert.Contains("PWB_Issuer, PWB_ServiceBus__0__SendKey", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ANameThatNobodyReads_IsRefused_WithoutTheSecrets()
    {
        _settings["Isuer"] = "https://typo.example";

        var refused = Assert.Throws<InvalidOperationException>(() => FunctionsSettings.Read(Settings));

        Assert.Contains("Isuer", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ASecondNamespace_NeedsItsKey_ButNoneForReplies()
    {
        _settings["ServiceBus:1:Address"] = "https://bus-2.example/";

        var refused = Assert.Throws<InvalidOperationException>(() => FunctionsSettings.Read(Settings));
        _settings["ServiceBus:1:ListenKey"] = "listen-2";
        var second = FunctionsSettings.Read(Settings).ServiceBus[1];

        Assert.Contains("missing: PWB_ServiceBus__1__ListenKey.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(("https://bus-2.example/", "listen-2", null, 5000), (second.Address.AbsoluteUri, second.ListenKey, second.SendKey, second.MaxRelays));
    }

    [Fact]
    public void AppThatCannotConsent_HasNoGraphSettings()
    {
        _settings.Remove("Graph:ClientId");

        Assert.Null(FunctionsSettings.Read(Settings).Graph.ClientId);
    }
}
