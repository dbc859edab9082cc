namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>A right of a profile on a class of objects.</summary>
/// <param name="Right">The right.</param>
/// <param name="ObjectClass">
/// <c>user</c> or <c>inetOrgPerson</c>: inherited by descendants of that class. <c>domainDNS</c>: on the domain head itself.
/// </param>
public sealed record ProfileRight(WritebackRight Right, string ObjectClass)
{
    /// <summary>Whether the right acts on the domain head itself and is not inherited.</summary>
    public bool OnDomainHead => ObjectClass == WritebackClasses.DomainDns;
}
