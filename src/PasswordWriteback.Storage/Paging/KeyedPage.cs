namespace PasswordWriteback.Storage.Paging;

/// <summary>Pages of rows that are listed newest first, by key.</summary>
internal static class KeyedPage
{
    /// <summary>The key below which the page starts.</summary>
    /// <exception cref="PageTokenException">The page token is not of this query.</exception>
    public static long Before(string? pageToken, params IEnumerable<string?> query) =>
        PageToken.Read(pageToken, query)?.Key ?? long.MaxValue;

    /// <summary>Cuts rows, of which one more than the page was read, into the page and the token of the next.</summary>
    public static (IReadOnlyList<T> Items, string? Next) Cut<T>(IReadOnlyList<T> rows, int size, Func<T, long> key, params IEnumerable<string?> query) =>
        rows.Count <= size ? (rows, null) : ([.. rows.Take(size)], new PageToken(key(rows[size - 1])).Write(query));
}
