using System.CommandLine;
using PasswordWriteback.LocalHost;

var root = new RootCommand("The backend of Password Writeback in one process: HTTP API, runs, schedule.") { ServeCommand.Create(), KeysCommand.Create() };
return await root.Parse(args).InvokeAsync().ConfigureAwait(false);
