namespace PasswordWriteback.KillTarget;

/// <summary>Says on standard output how far the work is, so that a test can choose when to kill: one line <c>PHASE:what</c> each.</summary>
internal sealed class Marks(TextWriter output)
{
    private readonly Lock _gate = new();

    /// <param name="phase">Name of a relay command or an activity.</param>
    /// <param name="what">What is about to be done, or has been.</param>
    public void Say(string phase, string what)
    {
        lock (_gate)
        {
            output.WriteLine($"{phase}:{what}");
            output.Flush();
        }
    }
}
