namespace PasswordWriteback.Samba.Tests.Lab;

/// <summary>A class of tests on a real forest, in one of the collections of <see cref="Forests"/>. It begins with the forest as seeded; its tests share it.</summary>
/// <param name="fresh">The forest.</param>
public abstract class SambaTest(FreshForest fresh) : IClassFixture<FreshForest>, IAsyncLifetime
{
    /// <summary>The lab.</summary>
    protected SambaLab Lab => fresh.Lab;

    /// <summary>Sets the forest back for a test that needs it as seeded. The first one of the class finds it so.</summary>
    protected Task BeginAfreshAsync() => fresh.BeginAsync();

    /// <inheritdoc />
    public virtual ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Lab.WhyNot is not null, Lab.WhyNot ?? "");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Sets the forest back before the first test of a class.</summary>
/// <param name="lab">The lab.</param>
public sealed class FreshForest(SambaLab lab) : IAsyncLifetime
{
    private bool _used;

    /// <summary>The lab.</summary>
    public SambaLab Lab { get; } = lab;

    /// <summary>Begins a test with the forest as seeded.</summary>
    public Task BeginAsync()
    {
        var asSeeded = !_used;
        _used = true;
        return asSeeded ? Task.CompletedTask : Lab.ResetAsync();
    }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (Lab.WhyNot is null)
        {
            await Lab.ResetAsync();
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
