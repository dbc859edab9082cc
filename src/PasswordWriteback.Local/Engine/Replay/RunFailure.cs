using PasswordWriteback.Local.Engine.History;

namespace PasswordWriteback.Local.Engine.Replay;

/// <summary>The end of a run by an exception.</summary>
internal static class RunFailure
{
    private const int MaxDetails = 8192;

    public static RunFailed From(DateTimeOffset at, Exception error)
    {
        var details = error.StackTrace;
        return new RunFailed(
            at,
            error.GetType().FullName ?? error.GetType().Name,
            error.Message,
            details?.Length > MaxDetails ? details[..MaxDetails] : details);
    }
}
