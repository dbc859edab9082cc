namespace PasswordWriteback.Core.SelfServiceReset;

/// <summary>What a surface's answer is worth, most to least.</summary>
public enum SurfaceWorth
{
    /// <summary>Something happened that cannot happen otherwise.</summary>
    Proof,

    /// <summary>A supported API, read by the app itself.</summary>
    Supported,

    /// <summary>Concluded from a supported API.</summary>
    Inferred,

    /// <summary>A person's word.</summary>
    Attested,

    /// <summary>A beta API: shown, decides nothing.</summary>
    Hint,

    /// <summary>Documented as not in use: shown, decides nothing.</summary>
    DecidesNothing,
}

/// <summary>The question that a surface answers. Only surfaces of one question can agree or disagree.</summary>
public enum ResetQuestion
{
    /// <summary>May users reset their own passwords?</summary>
    UsersMayReset,

    /// <summary>Is writeback on?</summary>
    WritebackOn,

    /// <summary>May administrators reset their own passwords?</summary>
    AdministratorsMayReset,
}

/// <summary>One surface and its answer.</summary>
/// <param name="Name">The surface, as Microsoft calls it.</param>
/// <param name="Question">What it answers.</param>
/// <param name="Worth">What the answer is worth.</param>
/// <param name="Answer">True: yes; unknown: with its reason.</param>
/// <param name="Detail">The answer in words.</param>
/// <param name="AsOf">How old the answer is; null when the surface does not say.</param>
public sealed record ResetSurface(
    string Name, ResetQuestion Question, SurfaceWorth Worth, Reading<bool> Answer, string Detail, DateTimeOffset? AsOf);
