namespace PasswordWriteback.RelayWorker.Hosting;

/// <summary>Where a service stands with its manager.</summary>
internal enum ServiceState
{
    /// <summary>There is none.</summary>
    NotInstalled,

    /// <summary>It does not run.</summary>
    Stopped,

    /// <summary>It has not said yet that it is ready.</summary>
    Starting,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It was told to stop.</summary>
    Stopping,

    /// <summary>It ended with an error, or is about to be started again after one.</summary>
    Failed,
}

/// <summary>A service as its manager sees it.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="StartsWithMachine">Whether it starts by itself.</param>
/// <param name="Account">Whom it runs as.</param>
/// <param name="CommandLine">How it is started.</param>
/// <param name="ProcessId">Its process; null: none.</param>
/// <param name="ExitCode">What it ended with last; null: not known, or it runs.</param>
internal sealed record ServiceStatus(
    ServiceState State, bool StartsWithMachine = false, string? Account = null, string? CommandLine = null, int? ProcessId = null, int? ExitCode = null)
{
    /// <summary>There is none.</summary>
    public static ServiceStatus NotInstalled { get; } = new(ServiceState.NotInstalled);
}
