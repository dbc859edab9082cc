namespace PasswordWriteback.Orchestration.Runtime;

/// <summary>An activity: its name in history, and the types of what goes in and comes out.</summary>
/// <typeparam name="TInput">Its input.</typeparam>
/// <typeparam name="TResult">Its result.</typeparam>
/// <param name="Name">Name in history; never renamed once released.</param>
public sealed record Activity<TInput, TResult>(string Name);

/// <summary>When a failed activity is tried again.</summary>
/// <param name="MaxAttempts">Attempts in all, the first included.</param>
/// <param name="FirstDelay">Pause after the first failure.</param>
/// <param name="BackoffCoefficient">What the pause is multiplied by after each further failure.</param>
/// <param name="MaxDelay">The longest pause.</param>
public sealed record ActivityRetry(int MaxAttempts, TimeSpan FirstDelay, double BackoffCoefficient, TimeSpan MaxDelay);

/// <summary>An activity failed, and no attempt is left.</summary>
/// <param name="activityName">The activity.</param>
/// <param name="errorType">Full type name of the failure.</param>
/// <param name="errorMessage">Its message.</param>
public sealed class ActivityFailedException(string activityName, string errorType, string errorMessage)
    : Exception($"Activity '{activityName}' failed: {errorMessage}")
{
    /// <summary>The activity.</summary>
    public string ActivityName { get; } = activityName;

    /// <summary>Full type name of the failure.</summary>
    public string ErrorType { get; } = errorType;

    /// <summary>The failure's message.</summary>
    public string ErrorMessage { get; } = errorMessage;
}
