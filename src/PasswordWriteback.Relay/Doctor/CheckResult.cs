namespace PasswordWriteback.Relay.Doctor;

/// <summary>How a line of the doctor ends.</summary>
public enum CheckResult
{
    /// <summary>As writeback needs it.</summary>
    Ok,

    /// <summary>Works, or may work, but wants attention.</summary>
    Warning,

    /// <summary>Writeback or the relay fails because of it.</summary>
    Failed,

    /// <summary>Could not be found out; the line says why.</summary>
    Unknown,

    /// <summary>Has no meaning on this machine.</summary>
    NotApplicable,
}

/// <summary>One line of the doctor.</summary>
/// <param name="Check">Id of the check; docs/doctor.md has a section for each.</param>
/// <param name="Subject">What was looked at: a host, a domain controller, a file.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Summary">What was seen, or why nothing was; one or two sentences.</param>
/// <param name="Why">Why it matters.</param>
/// <param name="Fix">What to do; null when there is nothing to do.</param>
public sealed record CheckLine(string Check, string Subject, CheckResult Result, string Summary, string Why, string? Fix);
