using PasswordWriteback.Local.Engine.History;

namespace PasswordWriteback.Local.Engine;

/// <summary>What an instance's next turn has to deal with.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Event">The event, if it is one.</param>
/// <param name="Recorded">Set when the event is on disk, or refused.</param>
internal sealed record Message(MessageKind Kind, InboundEvent? Event = null, TaskCompletionSource? Recorded = null);

/// <summary>Kinds of messages.</summary>
internal enum MessageKind
{
    /// <summary>An event for the history.</summary>
    Event,

    /// <summary>The engine has started: take up what is open.</summary>
    Resume,

    /// <summary>The code was resumed from outside its history.</summary>
    ForeignResume,
}
