using System.CommandLine;
using PasswordWriteback.Relay.Policy;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>Where the relay's policy lies.</summary>
internal static class PolicyOption
{
    public static Option<string?> Create() => new("--policy")
    {
        Description = $"The relay's policy. Default: {RelayPolicyFile.DefaultPath()}.",
        HelpName = "FILE",
    };

    /// <exception cref="UsageException">It was named and is not there: then the safest policy was not what was meant.</exception>
    public static PolicyState Read(string? named)
    {
        var state = RelayPolicyFile.Read(named ?? RelayPolicyFile.DefaultPath());
        return named is null || File.Exists(named) ? state : throw new UsageException($"There is no policy {named}.", "Check the path.");
    }
}
