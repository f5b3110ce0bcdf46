using System.Globalization;
using Studio.Web.Gallery;
using Studio.Web.Languages;

namespace Studio.Web.Components.Pictures;

/// <summary>A filter as the address of the gallery has it, and each part of it as a chip.</summary>
public static class GalleryAddress
{
    /// <summary>The names of the parts, as they stand in the address.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["board", "star", "rating", "tag", "model", "lora", "sampler", "size", "from", "to", "bin"];

    /// <summary>What the parts say; what cannot be read of them counts for nothing.</summary>
    /// <param name="part">The value of a part by its name; null when it is not there.</param>
    public static PictureFilter Read(Func<string, string?> part, TimeZoneInfo zone) => new()
    {
        Starred = part("star") == "1",
        Rating = int.TryParse(part("rating"), NumberStyles.None, CultureInfo.InvariantCulture, out var rating) && rating is >= 1 and <= 5
            ? rating : null,
        Tag = Text(part("tag")),
        Board = Text(part("board")),
        Model = Text(part("model")),
        Lora = Text(part("lora")),
        Sampler = Text(part("sampler")),
        Size = SizeOf(part("size")),
        From = DayOf(part("from"), zone),
        Before = DayOf(part("to"), zone)?.AddDays(1),
        InBin = part("bin") == "1",
    };

    /// <summary>What a part says to a reader.</summary>
    public static string Words(Texts texts, string name, string value) => name switch
    {
        "star" => texts["Starred"],
        "bin" => texts["Bin"],
        "rating" => texts[$"{value} of 5 or more"],
        "tag" => texts[$"Tag {value}"],
        "from" => texts[$"From {value}"],
        "to" => texts[$"Up to {value}"],
        "size" => value.Replace("x", " × ", StringComparison.Ordinal),
        _ => Path.GetFileNameWithoutExtension(value),
    };

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static (int, int)? SizeOf(string? value) =>
        value?.Split('x') is [var w, var h] && int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            && int.TryParse(h, NumberStyles.None, CultureInfo.InvariantCulture, out var height) ? (width, height) : null;

    private static DateTimeOffset? DayOf(string? value, TimeZoneInfo zone) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is > 1970 and < 3000
            ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), zone.GetUtcOffset(day.ToDateTime(TimeOnly.MinValue))) : null;
}
