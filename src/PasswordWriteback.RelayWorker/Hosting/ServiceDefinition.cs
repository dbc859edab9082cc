namespace PasswordWriteback.RelayWorker.Hosting;

/// <summary>What a service manager has to know to run the relay.</summary>
/// <param name="Executable">Full path of the published program.</param>
/// <param name="StateFolder">Full path of the state folder: the only place where the service writes.</param>
/// <param name="PolicyFile">Full path of the relay's policy; null: the default.</param>
/// <param name="EventsFile">Export of the Application log to read instead of this machine's; null: this machine's.</param>
/// <param name="Account">Whom it runs as; null: the account that the manager makes for it.</param>
internal sealed record ServiceDefinition(string Executable, string StateFolder, string? PolicyFile, string? EventsFile, string? Account)
{
    /// <summary>Arguments of the program; no secret is among them.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        "run",
        "--state-folder", StateFolder,
        .. PolicyFile is null ? Array.Empty<string>() : ["--policy", PolicyFile],
        .. EventsFile is null ? Array.Empty<string>() : ["--events", EventsFile],
    ];
}
