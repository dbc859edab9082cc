using System.Collections.ObjectModel;
using System.Security.Cryptography;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Policy;

/// <summary>Reads <c>relay-policy.json</c>: its rights first, then every property strictly.</summary>
public static class RelayPolicyFile
{
    /// <summary>Name of the file.</summary>
    public const string Name = "relay-policy.json";

    private const int Largest = 1024 * 1024;

    /// <summary>Where the file lies unless another place is named: a folder that the service's identity may not write.</summary>
    public static string DefaultPath() => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "Password Writeback", "Policy", Name)
        : $"/etc/password-writeback/{Name}";

    /// <summary>Reads the file as it is now. What is wrong with it is in <see cref="PolicyState.Problem"/>, never thrown.</summary>
    public static PolicyState Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = Path.GetFullPath(path);
        byte[] content;
        try
        {
            using var file = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > Largest)
            {
                return Broken(full, PolicyState.NoFile, $"{full} is larger than {Largest} bytes.");
            }

            content = new byte[file.Length];
            file.ReadExactly(content);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return new PolicyState(RelayPolicy.Safest, PolicyState.NoFile, Problem: null, full, ReadOnlyDictionary<string, int>.Empty);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Broken(full, PolicyState.NoFile, $"{full} cannot be read: {unreadable.Message}");
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        if (AdministratorRights.FindProblem(full) is { } open)
        {
            return Broken(full, hash, open);
        }

        try
        {
            var (policy, lines) = RelayPolicyReader.Parse(content);
            return new PolicyState(policy, hash, Problem: null, full, lines);
        }
        catch (PolicyFormatException wrong)
        {
            return Broken(full, hash, $"{full}, {wrong.Message}");
        }
    }

    private static PolicyState Broken(string path, string hash, string problem) =>
        new(RelayPolicy.Safest, hash, problem, path, ReadOnlyDictionary<string, int>.Empty);
}
