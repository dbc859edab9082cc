using System.CommandLine;
using PasswordWriteback.LocalHost;

var root = new RootCommand("The backend of Password Writeback in one process: HTTP API, runs, schedule.") { ServeCommand.Create(), KeysCommand.Create() };
var parsed = root.Parse(args);
var exitCode = await parsed.InvokeAsync().ConfigureAwait(false);
return parsed.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
