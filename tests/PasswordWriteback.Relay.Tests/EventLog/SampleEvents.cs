using System.Globalization;
using System.Security;

namespace PasswordWriteback.Relay.Tests.EventLog;

/// <summary>
/// Event XML in the shape that Microsoft documents (schema 2004/08/events/event) and Event Viewer exports. Written for these tests;
/// the texts follow what administrators report of the real service. Not recorded from a Connect server.
/// </summary>
internal static class SampleEvents
{
    public const string Namespace = "http://schemas.microsoft.com/win/2004/08/events/event";
    public static readonly DateTimeOffset Start = new(2026, 11, 20, 9, 30, 15, TimeSpan.Zero);

    public static string Event(int id, string provider = "PasswordResetService", string? time = null, string text = "", long record = 1) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        <Event xmlns='{Namespace}'><System><Provider Name='{SecurityElement.Escape(provider)}'/><EventID Qualifiers='0'>{id}</EventID><Level>4</Level><Task>0</Task><Keywords>0x80000000000000</Keywords><TimeCreated SystemTime='{time ?? Time(0)}'/><EventRecordID>{record}</EventRecordID><Channel>Application</Channel><Computer>sync1.corp.example</Computer><Security/></System><EventData><Data>{SecurityElement.Escape(text)}</Data></EventData><RenderingInfo Culture='de-DE'><Message>Örtlicher Text mit hr=80230626</Message><Level>Informationen</Level></RenderingInfo></Event>
        """);

    public static string Time(double seconds) => Start.AddSeconds(seconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);

    public static string Viewer(params IEnumerable<string> events) =>
        $"""<?xml version="1.0" encoding="utf-8" standalone="yes"?>{"\n"}<Events>{string.Join('\n', events)}</Events>""";
}
