using System.Globalization;
using PasswordWriteback.Core.EntraConnect.Events;

namespace PasswordWriteback.Core.Tests.EntraConnect.Events;

public sealed class WritebackEventTableTests
{
    // The ids of Microsoft's page, and 656/657 of password hash synchronization.
    private static readonly int[] OfPasswordReset =
    [
        31001, 31002, 31003, 31004, 31005, 31006, 31007, 31008, 31009, 31010, 31011, 31012, 31013, 31014, 31015, 31016, 31017, 31018, 31019,
        31034, 31044, 32000, 32001, 32002, 32003, 32004, 32005, 32007, 32008, 32009, 32010, 32011, 32013, 32014, 32015,
        33001, 33002, 33003, 33004, 33005, 33006, 33007, 33008, 33009,
    ];

    private static readonly int[] OfSynchronization = [6329, 6800];
    private static readonly int[] OfHashSynchronization = [656, 657];

    [Fact]
    public void TheTable_HoldsEveryDocumentedEvent_Once_AndNoOther()
    {
        Assert.Equal(OfPasswordReset, Ids(WritebackSources.PasswordReset));
        Assert.Equal(OfSynchronization, Ids(WritebackSources.Synchronization));
        Assert.Equal(OfHashSynchronization, Ids(WritebackSources.HashSynchronization));
        Assert.Equal(OfPasswordReset.Length + OfSynchronization.Length + OfHashSynchronization.Length, WritebackEventTable.All.Count);
        Assert.All(WritebackEventTable.All, meaning => Assert.True(WritebackEventTable.Concerns(meaning.Source, meaning.EventId)));
    }

    [Fact]
    public void EveryTrouble_SaysWhatToTryFirst_AndWhatEndsIt_AndNothingElseDoes()
    {
        foreach (var meaning in WritebackEventTable.All)
        {
            var trouble = meaning.Role is WritebackEventRole.Failed or WritebackEventRole.Trouble;

            Assert.Equal(trouble, meaning.Ends != TroubleEnds.None);
            Assert.True(!trouble || meaning.FirstFix is { Length: > 0 }, $"{meaning.EventId} has no first fix.");
        }
    }

    [Fact]
    public void EveryOperation_ThatCanStart_CanSucceed()
    {
        var started = WritebackEventTable.All.Where(meaning => meaning.Role == WritebackEventRole.Started).Select(meaning => meaning.Operation);
        var succeeded = WritebackEventTable.All.Where(meaning => meaning.Role == WritebackEventRole.Succeeded).Select(meaning => meaning.Operation);

        Assert.Equal(started, succeeded);
    }

    [Fact]
    public void ThePageOfTheFinding_ListsEveryEventAndCode_InTheWordsOfTheTable()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "findings", "EVD004.md"));

        Assert.All(WritebackEventTable.All, meaning => Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"| {meaning.Source} {meaning.EventId} | {meaning.Meaning} | {meaning.FirstFix} |"), page, StringComparison.Ordinal));
        Assert.All(WritebackErrorCode.All, code => Assert.Contains($"| `{code.Code}` | {code.Meaning} | {code.FirstFix} |", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PasswordResetService", 31002, true)]
    [InlineData("PasswordResetService", 39999, true)]
    [InlineData("ADSync", 6329, true)]
    [InlineData("ADSync", 657, false)]
    [InlineData("Directory Synchronization", 656, true)]
    [InlineData("Directory Synchronization", 657, true)]
    [InlineData("Directory Synchronization", 650, false)]
    [InlineData("ADSync", 904, false)]
    [InlineData("MSSQLSERVER", 31002, false)]
    public void Concerns_IsTheServiceWhole_AndWhatIsDocumentedOfOtherSources(string source, int id, bool concerns) =>
        Assert.Equal(concerns, WritebackEventTable.Concerns(source, id));

    [Theory]
    [InlineData("BAIL: MMS(4924): ..\\server.cpp(11139): 0x80230619 (Kennwort kann nicht geändert werden)", "80230619")]
    [InlineData("Synchronization Engine returned an error hr=80230626, message=Accès refusé", "80230626")]
    [InlineData("0x8023061f", "8023061F")]
    [InlineData("hr=80230402", "80230402")]
    [InlineData("Fehler hr=800700CE", "800700CE")]
    [InlineData("0x8007052D then 0x80230619", "80230619")]
    [InlineData("ERR_: MMS(3040): admaexport.cpp(2837): The server does not contain the LDAP password policy control.", "PolicyControl")]
    [InlineData("Failed to acquire user information: ERROR_ACCESS_DENIED", "RemoteSam")]
    public void AKnownCode_IsFound_InAnyLanguage(string text, string code)
    {
        var found = WritebackErrorCode.Find(text);

        Assert.Equal(code, found?.Code);
        Assert.Equal(code, found?.Known?.Code);
    }

    [Theory]
    [InlineData("hr=8023062C, message=unknown", "8023062C")]
    [InlineData("0x80070005", "80070005")]
    public void AnUnknownCode_IsNamed_AndNotExplained(string text, string code)
    {
        var found = WritebackErrorCode.Find(text);

        Assert.Equal(code, found?.Code);
        Assert.Null(found?.Known);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Access is denied")]
    [InlineData("0x802306190")]
    public void ATextWithoutCode_NamesNone(string text) => Assert.Null(WritebackErrorCode.Find(text));

    private static IEnumerable<int> Ids(string source) =>
        WritebackEventTable.All.Where(meaning => meaning.Source == source).Select(meaning => meaning.EventId);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PasswordWriteback.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The repository was not found.");
        }

        return folder.FullName;
    }
}
