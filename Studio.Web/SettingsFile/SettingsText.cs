using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Web.SettingsFile;

/// <summary>Changes single values of a JSON text. Everything else stays as it is, comments and the order too.</summary>
internal static class SettingsText
{
    private static readonly JsonReaderOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly JsonDocumentOptions Parsing = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The value at a key; null when nothing is set there.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JsonNode? Find(string text, string key)
    {
        try
        {
            var at = JsonNode.Parse(text, new JsonNodeOptions { PropertyNameCaseInsensitive = true }, Parsing);
            foreach (var name in key.Split(':'))
                at = (at as JsonObject)?[name];
            return at;
        }
        catch (ArgumentException twice)
        {
            throw new JsonException($"A name stands twice: {twice.Message}", twice);
        }
    }

    /// <summary>The text with another value; null takes it out, so that the default holds again.</summary>
    /// <exception cref="JsonException">The text is not JSON, or has one value where a section belongs.</exception>
    public static string With(string text, string key, JsonNode? value)
    {
        var (bytes, path) = (Encoding.UTF8.GetBytes(text), key.Split(':'));
        var place = Place.Of(bytes, path);
        if (place.Property is { } set)
            return value is null ? Without(bytes, set) : Put(bytes, set.Value, set.End, value.ToJsonString());
        return value is null ? text : Insert(bytes, place, path, value);
    }

    private static string Insert(byte[] bytes, Place place, string[] path, JsonNode value)
    {
        var inner = value.DeepClone();
        foreach (var name in path[(place.Depth + 1)..].Reverse())
            inner = new JsonObject { [name] = inner };
        // a comma behind the last one does no harm when the file is read
        var indent = new string(' ', 2 * (place.Depth + 1));
        var line = $"\n{indent}{JsonValue.Create(path[place.Depth]).ToJsonString()}: {inner.ToJsonString()},";
        return Put(bytes, place.Open, place.Open, line);
    }

    // with the comma behind it, and its line where nothing else stands on it
    private static string Without(byte[] bytes, (int Start, int Value, int End) property)
    {
        var (start, end) = (property.Start, property.End);
        var next = end;
        while (next < bytes.Length && bytes[next] is (byte)' ' or (byte)'\t')
            next++;
        if (next < bytes.Length && bytes[next] == (byte)',')
            end = next + 1;
        var lineStart = start;
        while (lineStart > 0 && bytes[lineStart - 1] is (byte)' ' or (byte)'\t')
            lineStart--;
        var endsLine = end == bytes.Length || bytes[end] is (byte)'\n' or (byte)'\r';
        var isAlone = lineStart > 0 && bytes[lineStart - 1] == (byte)'\n' && endsLine;
        return Put(bytes, isAlone ? lineStart - 1 : start, end, "");
    }

    private static string Put(byte[] bytes, int from, int to, string text) =>
        Encoding.UTF8.GetString(bytes.AsSpan(0, from)) + text + Encoding.UTF8.GetString(bytes.AsSpan(to));

    /// <summary>Where a key is, or where it would go: behind the opening brace of the innermost section that is there.</summary>
    private sealed record Place(int Open, int Depth, (int Start, int Value, int End)? Property)
    {
        public static Place Of(byte[] bytes, string[] path)
        {
            var reader = new Utf8JsonReader(bytes, Reading);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException("studio.json is not an object.");
            var (open, depth) = ((int)reader.BytesConsumed, 0);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var start = (int)reader.TokenStartIndex;
                var isOnTheWay = string.Equals(reader.GetString(), path[depth], StringComparison.OrdinalIgnoreCase);
                reader.Read();
                var value = (int)reader.TokenStartIndex;
                if (!isOnTheWay || depth == path.Length - 1)
                {
                    reader.Skip();
                    if (isOnTheWay)
                        return new(open, depth, (start, value, (int)reader.BytesConsumed));
                    continue;
                }

                if (reader.TokenType != JsonTokenType.StartObject)
                    throw new JsonException($"{path[depth]} in studio.json is not a section.");
                (open, depth) = ((int)reader.BytesConsumed, depth + 1);
            }

            return new(open, depth, null);
        }
    }
}
