using System.Globalization;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.RelayWorker.CommandLine;

namespace PasswordWriteback.RelayWorker.Output;

/// <summary>
/// Every user of a scan, one a line, as the scan goes: <c>.ndjson</c> or <c>.csv</c>. The file takes its name when the scan has ended, so
/// one that is there is whole. It names people, so only its owner may read it (Unix; on Windows the folder's rights hold).
/// </summary>
internal sealed class CoverageFile : IDisposable
{
    private const string Header =
        "dn,enabled,selfReset,selfResetWhy,administratorReset,administratorResetWhy,change,changeWhy,unlock,unlockWhy,until,server,at";

    private readonly string _path;
    private readonly string _part;
    private readonly bool _isCsv;
    private readonly StreamWriter _writer;

    private CoverageFile(string path, bool isCsv)
    {
        (_path, _part, _isCsv) = (path, $"{path}.part", isCsv);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        _writer = new StreamWriter(_part, options) { NewLine = isCsv ? "\r\n" : "\n" };
        if (isCsv)
        {
            _writer.WriteLine(Header);
        }
    }

    /// <exception cref="UsageException">The name ends with neither, or the file cannot be made.</exception>
    public static CoverageFile Create(string path)
    {
        var isCsv = path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        if (!isCsv && !path.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"--users {path}: its name says no format.", "Name it as in users.ndjson or users.csv.");
        }

        try
        {
            return new CoverageFile(Path.GetFullPath(path), isCsv);
        }
        catch (Exception cannot) when (cannot is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--users {path}: {cannot.Message}", "Name a file in a folder that is there and may be written.");
        }
    }

    public void Add(UserCoverage user) => _writer.WriteLine(_isCsv ? Csv(user) : JsonOutput.SerializeLine(user));

    /// <summary>The scan has ended: the file gets its name.</summary>
    public void Complete()
    {
        _writer.Dispose();
        File.Move(_part, _path, overwrite: true);
    }

    public void Dispose()
    {
        _writer.Dispose();
        File.Delete(_part);
    }

    /// <summary>Why an operation does not simply reach a user; empty where it does.</summary>
    internal static string Why(OperationAnswer answer)
    {
        var why = answer.Condition?.ToString() ?? (answer.Verdict == OperationVerdict.Can ? string.Empty : answer.Reason.ToString());
        return answer.Where.Length == 0 ? why : $"{why}: {answer.Where}";
    }

    private static string Csv(UserCoverage user)
    {
        var operations = user.Operations;
        IEnumerable<string> cells =
        [
            user.Dn,
            user.Enabled ? "true" : "false",
            .. Enum.GetValues<PasswordOperation>().Select(operations.Of).SelectMany(answer => new[] { answer.Verdict.ToString(), Why(answer) }),
            Enum.GetValues<PasswordOperation>().Select(operation => operations.Of(operation).Until).FirstOrDefault(until => until is not null)?.ToString("O", CultureInfo.InvariantCulture) ?? string.Empty,
            user.Server,
            user.At.ToString("O", CultureInfo.InvariantCulture),
        ];
        return string.Join(',', cells.Select(Quote));
    }

    private static string Quote(string cell) =>
        cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
