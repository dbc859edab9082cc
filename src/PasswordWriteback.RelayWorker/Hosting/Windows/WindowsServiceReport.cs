namespace PasswordWriteback.RelayWorker.Hosting.Windows;

/// <summary>What a service tells the service control manager: SERVICE_STATUS, without its constant field.</summary>
/// <param name="State">One of <see cref="ServiceControlCodes"/>' states.</param>
/// <param name="Accepted">Controls that it accepts now.</param>
/// <param name="ExitCode">Its own exit code, told with ERROR_SERVICE_SPECIFIC_ERROR; 0: none.</param>
/// <param name="CheckPoint">Rises while something is pending.</param>
/// <param name="WaitHint">Within which the next report comes.</param>
internal sealed record WindowsServiceReport(uint State, uint Accepted, uint ExitCode, uint CheckPoint, TimeSpan WaitHint);
