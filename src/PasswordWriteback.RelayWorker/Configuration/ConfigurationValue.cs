namespace PasswordWriteback.RelayWorker.Configuration;

/// <summary>Where a value of the configuration comes from.</summary>
internal enum ConfigurationSource
{
    /// <summary>Nothing says otherwise.</summary>
    Default,

    /// <summary>The command line.</summary>
    CommandLine,

    /// <summary>A variable of the environment of this process; the service may have another one.</summary>
    Environment,

    /// <summary>A file: <c>relay.json</c>, or the policy.</summary>
    File,

    /// <summary>It follows from what is there: this program, this machine, the service manager.</summary>
    Measured,
}

/// <summary>One value that is in force.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The value, without secrets; null: there is none.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Where">The file, variable or option; null for a default.</param>
internal sealed record ConfigurationValue(string Name, string? Value, ConfigurationSource Source, string? Where = null);
