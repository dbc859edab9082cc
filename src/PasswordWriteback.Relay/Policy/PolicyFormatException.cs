namespace PasswordWriteback.Relay.Policy;

/// <summary>The text is no relay policy.</summary>
/// <param name="line">Line (from 1) of the value.</param>
/// <param name="path">The value, for example <c>$.maintenanceWindows[0].days</c>.</param>
/// <param name="what">What is wrong with it, and what may stand there.</param>
/// <param name="inner">The cause.</param>
public sealed class PolicyFormatException(int line, string path, string what, Exception? inner = null)
    : Exception($"line {line}, {path}: {what}", inner)
{
    /// <summary>Line (from 1) of the value.</summary>
    public int Line { get; } = line;

    /// <summary>The value, for example <c>$.maintenanceWindows[0].days</c>.</summary>
    public string Path { get; } = path;
}
