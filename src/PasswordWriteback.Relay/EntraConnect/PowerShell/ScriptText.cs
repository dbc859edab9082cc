using System.Collections.Concurrent;

namespace PasswordWriteback.Relay.EntraConnect.PowerShell;

/// <summary>The scripts of this assembly, each inside the common frame.</summary>
public static class ScriptText
{
    private const string Place = "#BODY#";
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    /// <summary>The whole text of a script, as it is handed to Windows PowerShell.</summary>
    /// <param name="name">File name of the embedded script.</param>
    /// <exception cref="ArgumentException">There is no such script.</exception>
    public static string Of(string name) => Known.GetOrAdd(name, static file => Resource("Frame.ps1").Replace(Place, Resource(file), StringComparison.Ordinal));

    private static string Resource(string name)
    {
        using var stream = typeof(ScriptText).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"There is no script '{name}'.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
