using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Simulation.Forest.Connections;

/// <summary>What a simulated domain controller answers when it does not do what was asked.</summary>
internal static class DirectoryFaults
{
    public static DirectoryException UnknownHost(string host) => new(
        DirectoryFault.UnknownHost, host, $"The name {host} does not resolve.", "Check the name of the domain controller.");

    public static DirectoryException Unreachable(string host) => new(
        DirectoryFault.Unreachable, host, $"{host} refused the connection.", "Check that the domain controller runs and that its LDAPS port is open.");

    public static DirectoryException Timeout(string host) => new(
        DirectoryFault.Timeout, host, $"{host} did not answer in time.", "Check the network between this machine and the domain controller.");

    public static DirectoryException Credentials(string host, string account) => new(
        DirectoryFault.Credentials, host, $"{host} does not accept the account {account}.", "Check the account's name, and that it is enabled.");

    public static DirectoryException NoSuchObject(string host, string dn) => new(
        DirectoryFault.NoSuchObject, host, $"{host} has no object {dn}, or does not show it to this account.", "Check the distinguished name and the right to read it.");

    public static DirectoryException AccessDenied(string host, string dn, string what) => new(
        DirectoryFault.AccessDenied, host, $"{host} does not let this account {what} {dn} (insufficient access rights).", "Give the account the right, or use another.");

    public static DirectoryException Referral(string host, string dn, string what) => new(
        DirectoryFault.Refused, host, $"{host} does not {what} {dn} and refers to another domain controller (referral).", "Ask a writable domain controller of the domain that holds it.");

    public static DirectoryException BadRequest(string host, string message) => new(
        DirectoryFault.Refused, host, $"{host} refused the request: {message}", "Correct the request.");
}
