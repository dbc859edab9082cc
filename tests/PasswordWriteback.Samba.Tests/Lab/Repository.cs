namespace PasswordWriteback.Samba.Tests.Lab;

/// <summary>Where the sources are.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder)
    {
        for (var candidate = new DirectoryInfo(folder); candidate is not null; candidate = candidate.Parent)
        {
            if (File.Exists(Path.Combine(candidate.FullName, "PasswordWriteback.sln")))
            {
                return candidate.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {folder} holds PasswordWriteback.sln.");
    }
}
