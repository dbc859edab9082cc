using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Xml;
using PasswordWriteback.Core.EntraConnect.Events;

namespace PasswordWriteback.Relay.EventLog;

/// <summary>
/// Reads <c>Event</c> elements of the schema http://schemas.microsoft.com/win/2004/08/events/event, as Windows renders and exports
/// them: only provider, id, time and number of <c>System</c>, and the values of <c>EventData</c>. What is localised
/// (<c>RenderingInfo</c>) is not read.
/// </summary>
internal static class EventXml
{
    /// <summary>The schema.</summary>
    public const string Namespace = "http://schemas.microsoft.com/win/2004/08/events/event";

    /// <summary>How much of an event's values is kept: its codes and labels stand at the beginning.</summary>
    public const int LongestText = 2000;

    private const int DeepestElement = 16;
    private const int LongestNumber = 32;

    /// <summary>Settings for reading events, one or many, from a document or a sequence.</summary>
    public static XmlReaderSettings Settings() => new()
    {
        ConformanceLevel = ConformanceLevel.Fragment,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,

        // Windows writes control characters of a text as references, which XML 1.0 does not allow.
        CheckCharacters = false,
        CloseInput = false,
    };

    /// <summary>Reads the event that the reader stands on, to its end.</summary>
    /// <returns>The event; null when it does not concern writeback.</returns>
    /// <exception cref="InvalidDataException">An event of writeback without id or time, or an element nested too deep.</exception>
    /// <exception cref="XmlException">No XML.</exception>
    public static WritebackEvent? Read(XmlReader reader)
    {
        var found = new Found();
        if (!reader.IsEmptyElement)
        {
            ReadInside(reader, found);
        }

        return found.ToEvent();
    }

    private static void ReadInside(XmlReader reader, Found found)
    {
        var top = reader.Depth;
        var (section, name) = (string.Empty, string.Empty);
        while (reader.Read() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == top))
        {
            var depth = reader.Depth - top;
            if (depth > DeepestElement)
            {
                throw new InvalidDataException($"an element is nested more than {DeepestElement} deep in an event");
            }

            if (reader.NodeType == XmlNodeType.Element)
            {
                (section, name) = depth == 1 ? (reader.LocalName, string.Empty) : (section, reader.LocalName);
                if (depth == 2 && section == "System")
                {
                    found.Attribute(name, reader);
                }
            }
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace)
            {
                if (section == "System" && depth == 3)
                {
                    found.Number(name, Chunk(reader, LongestNumber));
                }
                else if (section == "EventData")
                {
                    found.AddText(reader);
                }
            }
        }
    }

    private static string Chunk(XmlReader reader, int longest)
    {
        var buffer = new char[longest];
        var length = 0;
        while (length < longest && reader.ReadValueChunk(buffer, length, longest - length) is var read and > 0)
        {
            length += read;
        }

        return new string(buffer, 0, length);
    }

    private sealed class Found
    {
        private readonly StringBuilder _text = new();
        private string? _provider;
        private string? _id;
        private string? _time;
        private string? _record;

        public void Attribute(string element, XmlReader reader)
        {
            if (element == "Provider")
            {
                _provider = reader.GetAttribute("Name");
            }
            else if (element == "TimeCreated")
            {
                _time = reader.GetAttribute("SystemTime");
            }
        }

        public void Number(string element, string value)
        {
            if (element == "EventID")
            {
                _id = value;
            }
            else if (element == "EventRecordID")
            {
                _record = value;
            }
        }

        public void AddText(XmlReader reader)
        {
            if (!IsKnown(_provider) || _text.Length >= LongestText)
            {
                return;
            }

            if (_text.Length > 0)
            {
                _text.Append('\n');
            }

            _text.Append(Chunk(reader, LongestText - _text.Length));
        }

        public WritebackEvent? ToEvent()
        {
            if (!IsKnown(_provider))
            {
                return null;
            }

            if (!int.TryParse(_id, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var id))
            {
                throw new InvalidDataException($"an event of {_provider} has no number as EventID");
            }

            if (!WritebackEventTable.Concerns(_provider, id))
            {
                return null;
            }

            if (Time(_time) is not { } at)
            {
                throw new InvalidDataException($"event {id} of {_provider} has no time in TimeCreated/@SystemTime");
            }

            long? record = long.TryParse(_record, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            return new WritebackEvent(at, id, _provider, _text.ToString(), record);
        }

        private static bool IsKnown([NotNullWhen(true)] string? provider) =>
            provider is WritebackSources.PasswordReset or WritebackSources.Synchronization or WritebackSources.HashSynchronization;

        // Windows writes UTC with up to nine digits of a second; an offset is honoured, a time without one is UTC (schema of events).
        private static DateTimeOffset? Time(string? text) =>
            DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
    }
}
