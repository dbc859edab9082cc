using PasswordWriteback.RelayWorker.CommandLine;

return await RelayCommandLine.RunAsync(args, Terminal.ForThisProcess()).ConfigureAwait(false);
