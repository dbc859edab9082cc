namespace PasswordWriteback.Samba.Tests.Lab;

/// <summary>A second, separate forest beside the collection's, for the tests of a class: a lab of its own with another domain, taken down after them.</summary>
public sealed class SecondForest : IAsyncLifetime
{
    private bool _used;

    /// <summary>Its lab.</summary>
    public SambaLab Lab { get; } = new();

    /// <summary>Begins a test: this forest and the collection's are as seeded. The first one finds them so.</summary>
    /// <param name="first">The collection's lab.</param>
    public async Task BeginAsync(SambaLab first)
    {
        if (_used)
        {
            await Task.WhenAll(first.ResetAsync(), Lab.ResetAsync());
        }

        _used = true;
    }

    /// <inheritdoc />
    public ValueTask InitializeAsync() => Lab.InitializeAsync();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Lab.DisposeAsync();
}
