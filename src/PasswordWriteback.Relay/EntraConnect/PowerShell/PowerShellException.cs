namespace PasswordWriteback.Relay.EntraConnect.PowerShell;

/// <summary>What went wrong with a script.</summary>
public enum PowerShellFault
{
    /// <summary>The executable is missing or cannot be started.</summary>
    NotStarted,

    /// <summary>It did not end in time, and was ended with all that it had started.</summary>
    TimedOut,

    /// <summary>It wrote more than it may, and was ended.</summary>
    TooMuchOutput,

    /// <summary>It ended without the line that holds the answer.</summary>
    NoAnswer,

    /// <summary>A cmdlet failed; see <see cref="PowerShellException.Error"/>.</summary>
    Error,
}

/// <summary>A script that did not answer.</summary>
/// <param name="fault">What went wrong.</param>
/// <param name="message">One sentence.</param>
/// <param name="error">The error record; null unless a cmdlet failed.</param>
/// <param name="inner">The cause.</param>
public sealed class PowerShellException(PowerShellFault fault, string message, CmdletError? error = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What went wrong.</summary>
    public PowerShellFault Fault => fault;

    /// <summary>The error record; null unless a cmdlet failed.</summary>
    public CmdletError? Error => error;
}

/// <summary>
/// An error record. Decisions rest on id, type and category, which are the same in every language; the message is for people only.
/// </summary>
/// <param name="Id">FullyQualifiedErrorId.</param>
/// <param name="Type">Full name of the exception's type.</param>
/// <param name="Category">CategoryInfo.Category.</param>
/// <param name="Command">The cmdlet that failed.</param>
/// <param name="Message">In the server's language; at most 500 characters.</param>
public sealed record CmdletError(string Id, string Type, string Category, string Command, string Message)
{
    /// <summary>Full name of the type of the innermost exception: cmdlets of Entra Connect wrap what their service says. Empty when not told.</summary>
    public string Cause { get; init; } = string.Empty;

    /// <summary>Name of the assembly that threw the innermost exception. Empty when not told.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>Whether a cmdlet is missing in the installed build.</summary>
    public bool IsMissingCommand => Id.StartsWith("CommandNotFoundException", StringComparison.Ordinal)
        || Type.EndsWith(".CommandNotFoundException", StringComparison.Ordinal);

    /// <summary>Whether the caller may not do it.</summary>
    public bool IsDenied => Is("System.UnauthorizedAccessException", "System.Security.SecurityException", ".SecurityAccessDeniedException")
        || Category is "PermissionDenied" or "SecurityError";

    /// <summary>
    /// Whether it wanted to ask a person: a missing mandatory parameter, a prompt in a session that is not interactive (the host
    /// refuses it to Read-Host and to any other cmdlet), a sign-in of Microsoft's authentication libraries, a window that a service cannot show
    /// (Windows Forms refuses it with a plain InvalidOperationException), or credentials that it did not get.
    /// </summary>
    public bool WantsPerson =>
        Id.StartsWith("MissingMandatoryParameter", StringComparison.Ordinal)
        || (Category is "InvalidOperation" && Is(".PSInvalidOperationException"))
        || Is(".HostException", ".PromptingException", ".MsalUiRequiredException", ".MsalClientException", ".AdalException")
        || Source is "System.Windows.Forms"
        || Category is "AuthenticationError";

    /// <summary>In one sentence, for people.</summary>
    public override string ToString() => $"{(Command.Length > 0 ? Command : "A cmdlet")} failed: {Message} ({Id})";

    private bool Is(params string[] names) =>
        Array.Exists(names, name => Type.EndsWith(name, StringComparison.Ordinal) || Cause.EndsWith(name, StringComparison.Ordinal));
}
