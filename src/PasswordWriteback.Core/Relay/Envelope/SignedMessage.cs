namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>
/// A message as it travels: <c>{"jws": "…", "payload": "…"}</c>. The token signs the SHA-256 of the payload's UTF-8 bytes, which
/// travel beside it as they were written.
/// </summary>
/// <param name="Jws">JWS in compact form, ES256.</param>
/// <param name="Payload">The payload, JSON text.</param>
public sealed record SignedMessage(string Jws, string Payload);

/// <summary>A message that was signed and is ready to be sent.</summary>
/// <param name="MessageId">Its id, the <c>jti</c> of the token, and the MessageId in the queue.</param>
/// <param name="Body">The message in UTF-8.</param>
/// <param name="ExpiresAt">When it expires; the queue need not keep it longer.</param>
public sealed record OutgoingMessage(string MessageId, ReadOnlyMemory<byte> Body, DateTimeOffset ExpiresAt);
