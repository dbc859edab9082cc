namespace PasswordWriteback.Storage.Paging;

/// <summary>Sizes of pages.</summary>
public static class Page
{
    /// <summary>The largest page.</summary>
    public const int MaxSize = 200;

    /// <summary>The size of a page when the caller names none.</summary>
    public const int DefaultSize = 50;

    /// <summary>Refuses sizes outside 1 to <see cref="MaxSize"/>.</summary>
    internal static int Checked(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxSize);
        return size;
    }
}
