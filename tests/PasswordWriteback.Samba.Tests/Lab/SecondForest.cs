namespace PasswordWriteback.Samba.Tests.Lab;

/// <summary>A second, separate forest beside the assembly's, for the tests of a class: a lab of its own with another domain, taken down after them.</summary>
public sealed class SecondForest : IAsyncLifetime
{
    /// <summary>Its lab.</summary>
    public SambaLab Lab { get; } = new();

    /// <inheritdoc />
    public ValueTask InitializeAsync() => Lab.InitializeAsync();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Lab.DisposeAsync();
}
