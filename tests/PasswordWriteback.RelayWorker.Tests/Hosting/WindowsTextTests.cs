using PasswordWriteback.RelayWorker.Hosting;
using PasswordWriteback.RelayWorker.Hosting.Windows;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

/// <summary>What the installation of a Windows service is given as text: image path, account, SID, errors.</summary>
public sealed class WindowsTextTests
{
    [Fact]
    public void TheImagePath_IsQuoted_SoThatNoProgramExeIsRun() => Assert.Equal(
        """
        "C:\Program Files\Password Writeback\relay.exe" "run" "--state-folder" "C:\ProgramData\Password Writeback State\\"
        """,
        WindowsCommandLine.Of(@"C:\Program Files\Password Writeback\relay.exe", ["run", "--state-folder", @"C:\ProgramData\Password Writeback State\"]));

    [Theory]
    [InlineData(@"a b", @"""a b""")]
    [InlineData(@"a""b", @"""a\""b""")]
    [InlineData(@"a\""b", @"""a\\\""b""")]
    [InlineData(@"a\b", @"""a\b""")]
    [InlineData(@"a\\", @"""a\\\\""")]
    [InlineData("", @"""""")]
    public void Arguments_AreQuotedAsCommandLineToArgvWReads(string argument, string quoted) =>
        Assert.Equal($"\"x.exe\" {quoted}", WindowsCommandLine.Of("x.exe", [argument]));

    [Fact]
    public void AProgramWithAQuotationMark_IsRefused() => Assert.Throws<ArgumentException>(() => WindowsCommandLine.Of("a\" b.exe", []));

    [Theory]
    [InlineData("TrustedInstaller", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464")]
    [InlineData("trustedinstaller", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464")]
    public void TheSidOfAService_IsTheOneThatWindowsMakes(string name, string sid) => Assert.Equal(sid, ServiceSid.Of(name));

    [Theory]
    [InlineData(null, @"NT SERVICE\PasswordWritebackRelay")]
    [InlineData(@"nt service\passwordwritebackrelay", @"NT SERVICE\PasswordWritebackRelay")]
    [InlineData(@"CONTOSO\pwb$", @"CONTOSO\pwb$")]
    public void AnAccountWithoutAPassword_IsTaken(string? named, string account) =>
        Assert.Equal(account, WindowsServiceAccount.Choose(named, ServiceNames.Windows));

    [Theory]
    [InlineData(@"CONTOSO\anna")]
    [InlineData("LocalSystem")]
    [InlineData(@"NT AUTHORITY\SYSTEM")]
    [InlineData(@"NT SERVICE\OtherService")]
    [InlineData(@"CONTOSO\$")]
    [InlineData(@"\pwb$")]
    [InlineData(@"A\B\pwb$")]
    [InlineData("")]
    public void AnAccountWithAPassword_OrAllRights_IsRefused(string named) =>
        Assert.Equal(ServiceFault.NotSafe, Assert.Throws<ServiceControlException>(() => WindowsServiceAccount.Choose(named, ServiceNames.Windows)).Fault);

    [Theory]
    [InlineData(ServiceControlCodes.ERROR_ACCESS_DENIED, "NotElevated", "administrator")]
    [InlineData(ServiceControlCodes.ERROR_SERVICE_EXISTS, "Exists", "uninstall")]
    [InlineData(ServiceControlCodes.ERROR_SERVICE_DOES_NOT_EXIST, "NotInstalled", "install")]
    [InlineData(ServiceControlCodes.ERROR_SERVICE_LOGON_FAILED, "Refused", "Log on as a service")]
    public void AnErrorOfWindows_SaysWhatToDo(int error, string fault, string remedy)
    {
        var exception = ServiceErrors.Of(error, "cannot be started");

        Assert.Equal(fault, exception.Fault.ToString());
        Assert.Contains(remedy, exception.Remedy, StringComparison.Ordinal);
        Assert.Contains($"error {error}", exception.Message, StringComparison.Ordinal);
    }
}
