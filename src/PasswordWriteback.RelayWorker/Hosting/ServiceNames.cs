namespace PasswordWriteback.RelayWorker.Hosting;

/// <summary>Names of the service; a server is one relay.</summary>
internal static class ServiceNames
{
    /// <summary>On Windows; also of its account, <c>NT SERVICE\PasswordWritebackRelay</c>.</summary>
    public const string Windows = "PasswordWritebackRelay";

    /// <summary>With systemd.</summary>
    public const string Systemd = "password-writeback-relay.service";

    /// <summary>Name for people.</summary>
    public const string Display = "Password Writeback relay";
}
