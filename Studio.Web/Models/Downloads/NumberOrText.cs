using System.Text.Json;
using System.Text.Json.Serialization;

namespace Studio.Web.Models.Downloads;

/// <summary>A version number, which people send as a number and as a text.</summary>
internal sealed class NumberOrText : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number => reader.TryGetInt64(out var number) ? number.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : throw new JsonException("A whole number or a text was expected."),
        JsonTokenType.String => reader.GetString(),
        _ => throw new JsonException("A whole number or a text was expected."),
    };

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
