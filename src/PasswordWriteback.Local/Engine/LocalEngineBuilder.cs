using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Engine;

/// <summary>Registers orchestrators and activities, then starts an engine with them.</summary>
/// <param name="options">How the engine runs.</param>
public sealed class LocalEngineBuilder(LocalEngineOptions options)
{
    private readonly OrchestratorRegistry _orchestrators = new();
    private readonly ActivityRegistry _activities = new();

    /// <summary>
    /// Registers a version of an orchestrator. New instances begin with the newest version; an instance goes on under the
    /// version it began with: its own code, else the next newer code, which sees <c>IOrchestrationContext.Version</c>.
    /// </summary>
    /// <param name="name">Its name; the same for all its versions, compared exactly.</param>
    /// <param name="version">Its version, like <c>1.0</c>.</param>
    /// <param name="create">Makes one for each execution.</param>
    /// <exception cref="ArgumentException">The version is no version or registered already, or the JSON contract lacks a type.</exception>
    public LocalEngineBuilder AddOrchestrator<TInput, TResult>(
        string name, string version, Func<IOrchestrator<TInput, TResult>> create)
    {
        _orchestrators.Add(new OrchestratorRegistration<TInput, TResult>(name, version, create, options.Json));
        return this;
    }

    /// <summary>Registers what runs an activity. It may run more than once for one call, so it must stand repetition.</summary>
    /// <param name="activity">Which.</param>
    /// <param name="run">
    /// Runs it. The token is cancelled when the engine is disposed; an activity that then ends as cancelled runs again at the
    /// next start.
    /// </param>
    /// <exception cref="ArgumentException">The activity is registered already, or the JSON contract lacks a type.</exception>
    public LocalEngineBuilder AddActivity<TInput, TResult>(
        Activity<TInput, TResult> activity, Func<TInput, CancellationToken, Task<TResult>> run)
    {
        _activities.Add(activity, run, options.Json);
        return this;
    }

    /// <summary>Opens the journal, resumes every instance that has not ended, and returns the running engine.</summary>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="JournalInUseException">Another engine holds the file.</exception>
    /// <exception cref="JournalUnavailableException">The file cannot be opened, or is not a journal this engine can read.</exception>
    public Task<LocalEngine> StartAsync(CancellationToken cancellationToken = default) =>
        LocalEngine.OpenAsync(options, _orchestrators, _activities, cancellationToken);
}
