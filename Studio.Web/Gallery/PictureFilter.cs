namespace Studio.Web.Gallery;

/// <summary>What a person wants to see of their pictures beside the words of a search; null everywhere is everything.</summary>
public sealed record PictureFilter
{
    /// <summary>Only what the person has starred.</summary>
    public bool Starred { get; init; }

    /// <summary>At least so many of five.</summary>
    public int? Rating { get; init; }

    /// <summary>One of the person's own tags.</summary>
    public string? Tag { get; init; }

    /// <summary>The id of one of the person's own boards.</summary>
    public string? Board { get; init; }

    public string? Model { get; init; }

    public string? Sampler { get; init; }

    /// <summary>The name of a LoRA that counted.</summary>
    public string? Lora { get; init; }

    /// <summary>Pixels; both or none.</summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>Made at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Made before this time.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>What was thrown away instead of what was not.</summary>
    public bool InBin { get; init; }
}

/// <summary>What there is to filter by, with how many pictures each has, the most first.</summary>
public sealed record FilterChoices(
    IReadOnlyList<FilterChoice> Models, IReadOnlyList<FilterChoice> Samplers, IReadOnlyList<FilterChoice> Loras,
    IReadOnlyList<FilterChoice> Sizes, IReadOnlyList<FilterChoice> Tags);

/// <summary>A value and how many pictures have it.</summary>
public sealed record FilterChoice(string Value, int Count);

/// <summary>A picture of a person's gallery with what that person thinks of it.</summary>
public sealed record ShelvedPicture(long Id, Picture Picture)
{
    public bool Starred { get; init; }

    /// <summary>1 to 5; 0 for none.</summary>
    public int Rating { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
}
