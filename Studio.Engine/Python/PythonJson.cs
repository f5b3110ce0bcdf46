using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Studio.Engine.Python;

/// <summary>
/// JSON as Python's json.loads reads it: NaN, Infinity and -Infinity are numbers, of a key that occurs twice the last counts, and half a
/// surrogate pair is a character (here U+FFFD). A text is looked through and counted before anything is built from it.
/// </summary>
public sealed class PythonJson
{
    /// <summary>How deep JSON may nest, as for every JSON text that comes from outside.</summary>
    public const int MaxDepth = 64;

    /// <summary>
    /// How many values a text may have, counting what objects and lists hold: bounds the memory that one request can take.
    /// </summary>
    public const int MaxValues = 500_000;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = MaxDepth };
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    private readonly ReadOnlyMemory<byte> _plain;

    private PythonJson(ReadOnlyMemory<byte> plain, int values)
    {
        _plain = plain;
        Values = values;
    }

    /// <summary>How many values it has in all.</summary>
    public int Values { get; }

    /// <summary>Looks through a text in UTF-8, which must stay as it is until <see cref="Build"/>.</summary>
    /// <param name="keepNaN">
    /// NaN stays (see <see cref="NotANumber"/>) instead of becoming null: for what is stored, and written again as Python would write it.
    /// </param>
    /// <exception cref="JsonException">It is no JSON, not even by Python's rules, or is nested too deep.</exception>
    public static PythonJson Read(ReadOnlyMemory<byte> utf8, bool keepNaN = false)
    {
        if (utf8.Span.StartsWith(ByteOrderMark))
            utf8 = utf8[ByteOrderMark.Length..];
        if (!Utf8.IsValid(utf8.Span))
            throw new JsonException("A text in it is not valid UTF-8.");
        var plain = ForeignJson.Translate(utf8, keepNaN ? NotANumber.Mark : "null");
        var reader = new Utf8JsonReader(plain.Span, Reading);
        var values = 0;
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject))
                values++;
        }
        return new(plain, values);
    }

    /// <summary>The value of a whole text; null is JSON null.</summary>
    /// <exception cref="JsonException">As <see cref="Read"/> and <see cref="Build"/>.</exception>
    public static JsonNode? Parse(string text, bool keepNaN = false) => Read(System.Text.Encoding.UTF8.GetBytes(text), keepNaN).Build();

    /// <summary>How many members the object has that the root's member <paramref name="name"/> holds; 0 when there is none.</summary>
    public int MembersOf(string name)
    {
        var reader = new Utf8JsonReader(_plain.Span, Reading);
        var (isInside, members, most) = (false, 0, 0);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.CurrentDepth == 1)
                (isInside, members) = (reader.ValueTextEquals(name), 0);
            else if (reader.CurrentDepth == 2 && isInside)
                most = Math.Max(most, ++members);
        }
        return most;
    }

    /// <summary>Builds the value; null is JSON null.</summary>
    /// <exception cref="JsonException">It has more than <see cref="MaxValues"/> values.</exception>
    public JsonNode? Build()
    {
        if (Values > MaxValues)
            throw new JsonException($"It has {Values} values; {MaxValues} are allowed.");
        try
        {
            return JsonNode.Parse(_plain.Span, documentOptions: Strict);
        }
        catch (JsonException) // all else was looked for before: a key occurs twice
        {
            var reader = new Utf8JsonReader(_plain.Span, Reading);
            reader.Read();
            return BuildLastWins(ref reader);
        }
    }

    /// <summary>As Python fills a dictionary: a key keeps its first place and gets its last value.</summary>
    private static JsonNode? BuildLastWins(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var fields = new JsonObject();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    fields[name] = BuildLastWins(ref reader);
                }
                return fields;
            case JsonTokenType.StartArray:
                var list = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    list.Add(BuildLastWins(ref reader));
                return list;
            case JsonTokenType.String:
                return JsonValue.Create(reader.GetString());
            default: // a number keeps the digits that it was written with
                return JsonNode.Parse(reader.ValueSpan);
        }
    }
}
