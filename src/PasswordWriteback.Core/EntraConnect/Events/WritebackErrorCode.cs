using System.Globalization;
using System.Text.RegularExpressions;

namespace PasswordWriteback.Core.EntraConnect.Events;

/// <summary>A cause that the text of an event names by a code of its own, the same in every language.</summary>
/// <param name="Code">HRESULT as eight hexadecimal digits, or a stable word where the event has no number.</param>
/// <param name="Meaning">In words.</param>
/// <param name="FirstFix">What to try first.</param>
/// <param name="Ends">What shows that it is over.</param>
public sealed partial record WritebackErrorCode(string Code, string Meaning, string FirstFix, TroubleEnds Ends)
{
    /// <summary>
    /// The known codes. Source: the same page as <see cref="WritebackEventTable"/>; the access denial 80230626 beside event 33004 from
    /// public reports of administrators.
    /// </summary>
    public static IReadOnlyList<WritebackErrorCode> All { get; } =
    [
        new("80230619", "a restriction of the password policy, or 'User cannot change password'", "Choose another password; see minimum age, history and filters, and PASSWD_CANT_CHANGE of the user.", TroubleEnds.WithTheUser),
        new("80230626", "the connector account was denied access", "See the findings PER001 to PER005 for the user's place; a protected account is denied by design.", TroubleEnds.WithASuccess),
        new("8023061F", "password synchronization is not enabled on this connector: the forest was added after writeback was turned on", "Turn password writeback off and on again in the Entra Connect wizard.", TroubleEnds.WithASuccess),
        new("80230402", "two objects share one anchor", "Find the second enabled account, often in another forest, and take it out of scope.", TroubleEnds.WithASuccess),
        new("800700CE", "the password of the connector account is longer than 256 characters", "Give the connector account a password of at most 256 characters, in Active Directory and in the connector.", TroubleEnds.WithASuccess),
        new(PolicyControl, "the domain controller does not offer the control for the password policy", "Writeback needs domain controllers of Windows Server 2016 or later.", TroubleEnds.WithASuccess),
        new(RemoteSam, "remote calls to SAM are refused to the connector account", "Add the connector account to 'Network access: Restrict clients allowed to make remote calls to SAM'; the value RestrictRemoteSam stays in the registry when the policy is removed.", TroubleEnds.WithASuccess),
    ];

    private const string PolicyControl = "PolicyControl";
    private const string RemoteSam = "RemoteSam";

    /// <summary>The cause that a text names: its entry, or a bare code when it is not documented; null when it names none.</summary>
    public static (string Code, WritebackErrorCode? Known)? Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var hresults = Hresult().Matches(text).Select(match => match.Groups["code"].Value.ToUpper(CultureInfo.InvariantCulture)).ToList();
        foreach (var code in hresults)
        {
            if (All.FirstOrDefault(known => known.Code == code) is { } entry)
            {
                return (code, entry);
            }
        }

        if (text.Contains("password policy control", StringComparison.OrdinalIgnoreCase))
        {
            return (PolicyControl, Get(PolicyControl));
        }

        if (text.Contains("acquire user information", StringComparison.OrdinalIgnoreCase)
            && text.Contains("ERROR_ACCESS_DENIED", StringComparison.Ordinal))
        {
            return (RemoteSam, Get(RemoteSam));
        }

        return hresults.Count > 0 ? (hresults[0], null) : null;
    }

    private static WritebackErrorCode Get(string code) => All.Single(entry => entry.Code == code);

    [GeneratedRegex("(?:hr=|0x)(?<code>8[0-9a-f]{7})(?![0-9a-f])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hresult();
}
