namespace PasswordWriteback.Core.ActiveDirectory.Topology;

/// <summary>A link over which sites replicate with each other (MS-ADTS 6.1.1.2.2.3.3).</summary>
/// <param name="Name">Its name, for example <c>DEFAULTIPSITELINK</c>.</param>
/// <param name="Sites">Names of the sites that it joins, two or more.</param>
/// <param name="Cost">Its cost; the cheapest way between two sites is taken.</param>
/// <param name="Interval">How often it replicates while it is open.</param>
/// <param name="LongestClosed">The longest time in a week in which its schedule keeps it closed; zero when it never is, null when it always is.</param>
public sealed record SiteLink(string Name, IReadOnlyList<string> Sites, int Cost, TimeSpan Interval, TimeSpan? LongestClosed)
{
    /// <summary>How long a change may lie before the link: closed all the time that it can be, then one interval. Null when it never opens.</summary>
    public TimeSpan? LongestWait => LongestClosed + Interval;
}
