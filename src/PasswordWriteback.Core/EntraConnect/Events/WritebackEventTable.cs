using System.Collections.Frozen;
using static PasswordWriteback.Core.EntraConnect.Events.TroubleEnds;
using static PasswordWriteback.Core.EntraConnect.Events.WritebackEventRole;
using static PasswordWriteback.Core.EntraConnect.Events.WritebackOperation;
using static PasswordWriteback.Core.EntraConnect.Events.WritebackSources;

namespace PasswordWriteback.Core.EntraConnect.Events;

/// <summary>
/// Every event of writeback whose meaning is documented. Source: Troubleshoot self-service password reset writeback,
/// learn.microsoft.com/entra/identity/authentication/troubleshoot-sspr-writeback, as of <see cref="AsOf"/>; for 656 and 657, which the first
/// onboarding may log for many users, learn.microsoft.com/troubleshoot/azure/active-directory/troubleshoot-pwd-sync. An id that is not
/// here is counted as unknown and never guessed.
/// </summary>
public static class WritebackEventTable
{
    /// <summary>Date of the page that the table follows.</summary>
    public static readonly DateOnly AsOf = new(2024, 6, 24);

    private const string Toggle = "Turn password writeback off and on again in the Entra Connect wizard: that makes new keys and a new configuration.";
    private const string Network = "From the Connect server allow outbound TCP 443 to *.passwordreset.microsoftonline.com and *.servicebus.windows.net, past proxy and TLS inspection; then restart the service ADSync.";
    private const string Admin = "Run the wizard with a managed (not federated) administrator and the right password.";
    private const string ReadCause = "Read the event of 33001 to 33009, and of ADSync 6329, with the same tracking id: they name the cause.";
    private const string Policy = "Choose another password; if the age is the cause, see the minimum password age of domain and fine-grained policies.";
    private const string Sync = "See that the user is in scope of synchronization and joined in the connector spaces.";

    /// <summary>The table.</summary>
    public static IReadOnlyList<WritebackEventMeaning> All { get; } =
    [
        new(PasswordReset, 31001, WritebackOperation.SelfServiceReset, Started, "a reset began"),
        new(PasswordReset, 31002, WritebackOperation.SelfServiceReset, Succeeded, "a reset was written back"),
        new(PasswordReset, 31003, WritebackOperation.SelfServiceReset, Failed, "a reset failed", ReadCause, WithASuccess),
        new(PasswordReset, 31004, Onboarding, Started, "onboarding began"),
        new(PasswordReset, 31005, Onboarding, Succeeded, "the tenant was onboarded"),
        new(PasswordReset, 31006, Change, Started, "a change began"),
        new(PasswordReset, 31007, Change, Succeeded, "a change was written back"),
        new(PasswordReset, 31008, Change, Failed, "a change failed", ReadCause, WithASuccess),
        new(PasswordReset, 31009, AdministratorReset, Started, "an administrator's reset began"),
        new(PasswordReset, 31010, AdministratorReset, Succeeded, "an administrator's reset was written back"),
        new(PasswordReset, 31011, AdministratorReset, Failed, "an administrator's reset failed", ReadCause, WithASuccess),
        new(PasswordReset, 31012, Offboarding, Started, "offboarding began"),
        new(PasswordReset, 31013, Offboarding, Succeeded, "writeback was turned off"),
        new(PasswordReset, 31014, Offboarding, Failed, "offboarding failed", Admin, WithOffboarding),
        new(PasswordReset, 31015, Service, Information, "the writeback service started"),
        new(PasswordReset, 31016, Service, Information, "the writeback service stopped", "Start the service ADSync; nothing is written back meanwhile."),
        new(PasswordReset, 31017, Service, Information, "a token for on- or offboarding was obtained"),
        new(PasswordReset, 31018, Service, Information, "a key pair for passwords was made"),
        new(PasswordReset, 31019, Service, Information, "the Service Bus answered (heartbeat)"),
        new(PasswordReset, 31034, Service, Trouble, "the Service Bus listener failed", Network + " If the text speaks of a certificate: install the root certificates.", WithAHeartbeat),
        new(PasswordReset, 31044, Service, Trouble, "one of the two relay connections is down", "Restart the service ADSync; then see to the network.", WithAHeartbeat),
        new(PasswordReset, 32000, Service, Trouble, "an unknown error of the writeback service", Toggle, WithASuccess),
        new(PasswordReset, 32001, Service, Trouble, "the password reset web service is out of reach", Network, WithAHeartbeat),
        new(PasswordReset, 32002, Service, Trouble, "the Service Bus is out of reach", Network, WithAHeartbeat),
        new(PasswordReset, 32003, Service, Trouble, "the request held invalid input", "Let the person try again.", WithTheUser),
        new(PasswordReset, 32004, Service, Trouble, "a password from the cloud could not be decrypted", Toggle, WithASuccess),
        new(PasswordReset, 32005, Service, Trouble, "the configuration could not be saved or read", Toggle, WithOnboarding),
        new(PasswordReset, 32007, Service, Trouble, "the configuration could not be updated in memory", Toggle, WithOnboarding),
        new(PasswordReset, 32008, Service, Trouble, "the password reset web service gave an invalid answer", Toggle, WithOnboarding),
        new(PasswordReset, 32009, Service, Trouble, "no token for the administrator of the wizard", Admin, WithOnboarding),
        new(PasswordReset, 32010, Service, Trouble, "an error of cryptography", Toggle, WithASuccess),
        new(PasswordReset, 32011, Onboarding, Trouble, "onboarding could not reach the web service", Network + " " + Admin, WithOnboarding),
        new(PasswordReset, 32013, Offboarding, Trouble, "offboarding could not reach the web service", Network + " " + Admin, WithOffboarding),
        new(PasswordReset, 32014, Service, Trouble, "the connection to the Service Bus had to be tried again", "Now and then that is normal; if often, see to the network.", WithAHeartbeat),
        new(PasswordReset, 32015, Service, Trouble, "the health report to the cloud failed", Network, WithAHeartbeat),
        new(PasswordReset, 33001, Service, Trouble, "an unknown error of Active Directory", "Read the event of source ADSync beside it; look for reserved characters in names of organizational units.", WithASuccess),
        new(PasswordReset, 33002, Service, Trouble, "the user was not found in Active Directory", Sync, WithASuccess),
        new(PasswordReset, 33003, Service, Trouble, "two users share one anchor", "Find the second enabled account, often in another forest, and take it out of scope.", WithASuccess),
        new(PasswordReset, 33004, Service, Trouble, "the connector account was denied, or the account is protected (adminCount = 1)", "See the findings PER001 to PER005 and COV002 to COV004, and the policy that restricts remote calls to SAM.", WithASuccess),
        new(PasswordReset, 33005, Service, Trouble, "the user is disabled", "Enable the account.", WithTheUser),
        new(PasswordReset, 33006, Service, Trouble, "the user is locked out", "Unlock the account.", WithTheUser),
        new(PasswordReset, 33007, Service, Trouble, "the old password was wrong", "Let the person try again.", WithTheUser),
        new(PasswordReset, 33008, Service, Trouble, "the password does not meet the on-premises policy", Policy, WithTheUser),
        new(PasswordReset, 33009, Service, Trouble, "Active Directory is configured wrongly", "Read the event of source ADSync beside it.", WithASuccess),
        new(Synchronization, 6329, Service, Trouble, "the synchronization engine could not set a password", "Its text holds the code of the cause; read the event 33001 to 33009 beside it.", WithASuccess),
        new(Synchronization, 6800, Service, Trouble, "the writeback endpoint did not start with the service", "Read the events of source PasswordResetService, restart ADSync, then turn writeback off and on again.", WithAHeartbeat),
        new(HashSynchronization, 656, Service, Information, "password hashes that changed were sent to the cloud, at most 50 in a batch"),
        new(HashSynchronization, 657, Service, Information, "the cloud's answer to a batch of password hashes"),
    ];

    private static readonly FrozenDictionary<(string Source, int EventId), WritebackEventMeaning> ByKey =
        All.ToFrozenDictionary(meaning => (meaning.Source, meaning.EventId));

    /// <summary>Whether an event is about writeback: all of source PasswordResetService, documented or not; of other sources the documented ones.</summary>
    public static bool Concerns(string source, int eventId) => source == PasswordReset || Find(source, eventId) is not null;

    /// <summary>Whether it tells of a batch of password hashes: there may be thousands, and a few of them say all.</summary>
    public static bool IsHashBatch(string source, int eventId) => source == HashSynchronization && Find(source, eventId) is not null;

    /// <summary>The meaning of an event; null when it is not documented.</summary>
    public static WritebackEventMeaning? Find(string source, int eventId) => ByKey.GetValueOrDefault((source, eventId));
}
