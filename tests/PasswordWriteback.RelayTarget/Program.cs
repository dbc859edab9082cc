using Microsoft.Extensions.Logging;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.RelayTarget;

// The relay's service as 'relay run' puts it together, on a server with a simulated Entra Connect.
// Usage: RelayTarget STATE-FOLDER POLICY-FILE CONNECT-FOLDER
using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(10)); // outlives no test that forgot it
using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
var connect = new ConnectInFolder(args[2], TimeProvider.System);
await RelayHost.RunAsync(
    new RelayHostOptions
    {
        StateFolder = args[0],
        Policy = RelayPolicySource.File(args[1]),
        Version = "0.1.0",
        ConnectServer = connect,
        EventLog = connect,
        Logger = loggers.CreateLogger("Relay"),
    },
    deadline.Token);
