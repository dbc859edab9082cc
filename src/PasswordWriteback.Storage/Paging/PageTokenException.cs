namespace PasswordWriteback.Storage.Paging;

/// <summary>A page token that this product did not give, or gave for another query.</summary>
public sealed class PageTokenException : Exception
{
    /// <summary>The token is of no use.</summary>
    public PageTokenException()
        : base("The page token is not one that was given for this query. Ask for the first page again, without a token.")
    {
    }
}
