namespace PasswordWriteback.Relay.Cloud;

/// <summary>Where replies go that are too large for a message.</summary>
public interface IReplyUploads
{
    /// <summary>Uploads a reply; doing it again is harmless.</summary>
    /// <param name="sha256">SHA-256 of <paramref name="reply"/>, lower-case hexadecimal: its name.</param>
    /// <param name="reply">The reply's JSON in UTF-8.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="CloudException">It was not taken.</exception>
    Task UploadAsync(string sha256, ReadOnlyMemory<byte> reply, CancellationToken cancellationToken);
}
