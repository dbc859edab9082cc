namespace PasswordWriteback.RelayWorker.Hosting;

/// <summary>Why a verb on the service was not carried out.</summary>
internal enum ServiceFault
{
    /// <summary>The service exists already.</summary>
    Exists,

    /// <summary>There is no such service.</summary>
    NotInstalled,

    /// <summary>The caller may not do that.</summary>
    NotElevated,

    /// <summary>The server is not enrolled, so the service could not run.</summary>
    NotEnrolled,

    /// <summary>The program is not one that a service may be made of.</summary>
    NotSafe,

    /// <summary>It did not happen within the deadline.</summary>
    TimedOut,

    /// <summary>The service manager refuses, or is not there.</summary>
    Refused,
}

/// <summary>A verb on the service was not carried out.</summary>
/// <param name="fault">The kind.</param>
/// <param name="message">What happened, one sentence.</param>
/// <param name="remedy">What to do.</param>
internal sealed class ServiceControlException(ServiceFault fault, string message, string remedy) : Exception(message)
{
    /// <summary>The kind.</summary>
    public ServiceFault Fault { get; } = fault;

    /// <summary>What to do.</summary>
    public string Remedy { get; } = remedy;
}
