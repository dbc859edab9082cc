namespace PasswordWriteback.Relay.EventLog;

/// <summary>
/// Event ids of password writeback in the Application log of the Connect server, sources PasswordResetService and ADSync.
/// Source: Troubleshoot self-service password reset writeback, learn.microsoft.com/entra/identity/authentication/troubleshoot-sspr-writeback.
/// </summary>
public static class WritebackEventIds
{
    /// <summary>A person's reset was written back.</summary>
    public const int ResetSucceeded = 31002;

    /// <summary>The tenant was onboarded for writeback.</summary>
    public const int OnboardingSucceeded = 31005;

    /// <summary>A person's change was written back.</summary>
    public const int ChangeSucceeded = 31007;

    /// <summary>An administrator's reset was written back.</summary>
    public const int AdministratorResetSucceeded = 31010;

    /// <summary>The service bus heartbeat, every five minutes.</summary>
    public const int Heartbeat = 31019;

    /// <summary>What an operation that succeeded was; null for any other event.</summary>
    public static string? Operation(int eventId) => eventId switch
    {
        ResetSucceeded => "SelfServiceReset",
        ChangeSucceeded => "Change",
        AdministratorResetSucceeded => "AdministratorReset",
        _ => null,
    };

    /// <summary>What an event that reports trouble means; null for any other event.</summary>
    public static string? Failure(int eventId) => eventId switch
    {
        31003 => "a reset failed",
        31008 => "a change failed",
        31011 => "an administrator's reset failed",
        31014 => "offboarding failed",
        31034 => "the service bus listener failed",
        31044 => "one of the two service bus hosts is out of reach",
        32001 => "the password reset service is out of reach",
        32002 => "the service bus is out of reach",
        32004 or 32010 => "a message could not be decrypted",
        32009 => "no token for the administrator",
        32011 => "onboarding failed",
        33001 => "an unknown error of Active Directory",
        33002 => "the user was not found",
        33003 => "two users share one anchor",
        33004 => "the connector account was denied",
        33005 => "the user is disabled",
        33006 => "the user is locked out",
        33007 => "the old password was wrong",
        33008 => "the password does not meet the on-premises policy",
        33009 => "Active Directory is configured wrongly",
        6329 => "ADSync reports an error; its text holds the code",
        6800 => "the writeback endpoint did not start",
        _ => null,
    };
}
