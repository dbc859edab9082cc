using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>
/// Users as the tenant has them, by SID, from a file that was exported there: comma-separated, with a header that names
/// <c>onPremisesSecurityIdentifier</c> and, if the export says it, <c>licensed</c> and <c>selfService</c> (true or false, empty for not
/// said). Other columns are not read. The file stays on this machine.
/// </summary>
public static class TenantUserFile
{
    private const string SidColumn = "onPremisesSecurityIdentifier";

    /// <summary>Reads the users. Those without a SID (made in the cloud) are left out.</summary>
    /// <exception cref="InvalidDataException">A line is not of that form; the message names it.</exception>
    public static IReadOnlyDictionary<Sid, TenantUser> Read(TextReader file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var header = Split(file.ReadLine() ?? string.Empty);
        var sid = Column(header, SidColumn);
        if (sid < 0)
        {
            throw new InvalidDataException($"Its first line names no column {SidColumn}.");
        }

        var licensed = Column(header, "licensed");
        var selfService = Column(header, "selfService");
        var users = new Dictionary<Sid, TenantUser>();
        for (var number = 2; file.ReadLine() is { } line; number++)
        {
            var cells = Split(line);
            if (line.Length == 0 || sid >= cells.Length || cells[sid].Length == 0)
            {
                continue;
            }

            if (!TryParse(cells[sid], out var parsed))
            {
                throw new InvalidDataException($"Line {number}: '{cells[sid]}' is no SID.");
            }

            users[parsed!] = new TenantUser(Said(cells, licensed, number), Said(cells, selfService, number));
        }

        return users;
    }

    private static string[] Split(string line) => [.. line.Split(',').Select(cell => cell.Trim().Trim('"', '\uFEFF'))];

    private static int Column(string[] header, string name) => Array.FindIndex(header, cell => cell.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool TryParse(string text, out Sid? sid)
    {
        try
        {
            sid = Sid.Parse(text);
            return true;
        }
        catch (FormatException)
        {
            sid = null;
            return false;
        }
    }

    private static bool? Said(string[] cells, int column, int number)
    {
        if (column < 0 || column >= cells.Length || cells[column].Length == 0)
        {
            return null;
        }

        return bool.TryParse(cells[column], out var said) ? said : throw new InvalidDataException($"Line {number}: '{cells[column]}' is neither true nor false.");
    }
}
