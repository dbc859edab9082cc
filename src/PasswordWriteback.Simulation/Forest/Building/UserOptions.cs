namespace PasswordWriteback.Simulation.Forest.Building;

/// <summary>What is special about a user; the defaults make an ordinary, enabled one.</summary>
public sealed record UserOptions
{
    /// <summary>Nothing special.</summary>
    public static UserOptions Ordinary { get; } = new();

    /// <summary>The account is disabled.</summary>
    public bool Disabled { get; init; }

    /// <summary>The account is locked out.</summary>
    public bool LockedOut { get; init; }

    /// <summary>The password never expires.</summary>
    public bool PasswordNeverExpires { get; init; }

    /// <summary>The object is an <c>inetOrgPerson</c> rather than a <c>user</c>.</summary>
    public bool InetOrgPerson { get; init; }

    /// <summary>adminCount is 1 and inheritance is off although no protected group holds the account (any more).</summary>
    public bool OrphanedAdminCount { get; init; }

    /// <summary>How old the password is.</summary>
    public TimeSpan PasswordAge { get; init; } = TimeSpan.FromDays(40);

    /// <summary>How long ago the account was created.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromDays(400);

    /// <summary>Text of <c>description</c>.</summary>
    public string? Description { get; init; }

    /// <summary>Service principal names.</summary>
    public IReadOnlyList<string> ServicePrincipalNames { get; init; } = [];

    /// <summary>Groups of the same domain that hold the user, by sAMAccountName.</summary>
    public IReadOnlyList<string> MemberOf { get; init; } = [];
}
