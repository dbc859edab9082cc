using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Keys;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Ledger;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.Relay.State;
using PasswordWriteback.RelayWorker.Hosting;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>An error as a person and a script get it: one sentence and what to do.</summary>
/// <param name="Code">Stable name of the kind, for example <c>Credentials</c>.</param>
/// <param name="Message">What happened, where.</param>
/// <param name="Remedy">What to do; null when the sentence says it.</param>
internal sealed record Failure(string Code, string Message, string? Remedy)
{
    /// <summary>The failure that an exception stands for; null for one that is a defect of this program.</summary>
    public static Failure? From(Exception exception) => exception switch
    {
        UsageException usage => new Failure("Usage", usage.Message, usage.Remedy),
        DirectoryException directory => new Failure(directory.Fault.ToString(), directory.Message, directory.Remedy),
        DescriptorFormatException descriptor => new Failure("Descriptor", descriptor.Message, Remedy: null),
        InvalidDataException data when data.Message.Contains("rollback record", StringComparison.Ordinal) =>
            new Failure("Record", data.Message, "Name a rollback record that 'apply' wrote."),
        InvalidDataException data => new Failure("Record", data.Message, Remedy: null),
        FileNotFoundException file => new Failure("File", $"The file {file.FileName} does not exist.", "Check the path."),
        CloudException cloud => new Failure(cloud.Fault.ToString(), cloud.Message, cloud.Remedy),
        LedgerUnavailableException ledger => new Failure("Ledger", ledger.Message, ledger.Remedy),
        RelayKeyException key => new Failure("Key", key.Message, Remedy: null),
        ServiceControlException service => new Failure(service.Fault.ToString(), service.Message, service.Remedy),
        WriteInProgressException inProgress => new Failure("InUse", inProgress.Message, Remedy: null),
        StateInUseException inUse => new Failure("InUse", inUse.Message, Remedy: null),
        IOException or UnauthorizedAccessException => new Failure("File", exception.Message, "Check the path and the rights on it."),
        FormatException format => new Failure("Malformed", format.Message, Remedy: null),
        NotSupportedException unsupported => new Failure("NotBuilt", $"Unknown: {unsupported.Message}.", Remedy: null),
        OperationCanceledException => new Failure("Stopped", "Stopped before it was done.", Remedy: null),
        _ => null,
    };

    /// <summary>Exit code that goes with it.</summary>
    public int ExitCode => Code switch
    {
        "Usage" => CommandLine.ExitCode.Usage,
        nameof(ServiceFault.Exists) or nameof(ServiceFault.NotElevated) or nameof(ServiceFault.NotEnrolled) or nameof(ServiceFault.NotSafe) =>
            CommandLine.ExitCode.NotCompliant,
        nameof(ServiceFault.TimedOut) => CommandLine.ExitCode.PendingOrUnknown,
        "NotBuilt" => CommandLine.ExitCode.PendingOrUnknown,
        _ => CommandLine.ExitCode.Failed,
    };

    /// <summary>Prints it: on standard error for a person; with <paramref name="json"/> also as the document that the script waits for.</summary>
    public void Print(Terminal terminal, bool json)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonOutput.Serialize(new { error = new { Code, Message, Remedy } }));
        }

        terminal.Error.WriteLine($"error: {Message}");
        if (Remedy is not null)
        {
            terminal.Error.WriteLine($"       {Remedy}");
        }
    }
}
