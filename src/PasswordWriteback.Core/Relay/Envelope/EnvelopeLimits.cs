namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>Every bound of the envelope.</summary>
public static class EnvelopeLimits
{
    /// <summary>The contract version that this product writes and reads.</summary>
    public const int ContractVersion = 1;

    /// <summary>Largest message, in bytes of UTF-8. A Service Bus message of the Standard tier holds 256 KB with its properties.</summary>
    public const int MessageBytes = 240 * 1024;

    /// <summary>Largest reply that travels inside a message, in bytes of UTF-8; a larger one is uploaded and referred to.</summary>
    public const int InlineReplyBytes = 32 * 1024;

    /// <summary>Largest reply that is uploaded, in bytes of UTF-8: a forest of 200 domain controllers and a coverage table take a tenth of it.</summary>
    public const int UploadBytes = 8 * 1024 * 1024;

    /// <summary>Longest run id of a command: every answer carries it among its claims, and has to fit into a message with it.</summary>
    public const int RunIdCharacters = 100;

    /// <summary>How long a signed command is good for. A command is sent again, freshly signed, until the relay has it.</summary>
    public static readonly TimeSpan CommandLifetime = TimeSpan.FromMinutes(10);

    /// <summary>The longest lifetime that a relay accepts of a command.</summary>
    public static readonly TimeSpan LongestCommandLifetime = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How long a signed answer is good for, and the longest that the cloud accepts. Longer than a command's: the backend may be
    /// away for hours while answers wait in its queue, and an answer changes nothing in a directory.
    /// </summary>
    public static readonly TimeSpan AnswerLifetime = TimeSpan.FromHours(24);

    /// <summary>How long a proof of a relay's key is good for, and the longest that is accepted.</summary>
    public static readonly TimeSpan ProofLifetime = TimeSpan.FromMinutes(5);

    /// <summary>How far two clocks may differ; exactly this much is still accepted.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);
}
