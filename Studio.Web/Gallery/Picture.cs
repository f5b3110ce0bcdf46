using Studio.Engine.Imaging;

namespace Studio.Web.Gallery;

/// <summary>A picture as the gallery knows it.</summary>
public sealed record Picture
{
    /// <summary>What the index knows it by; 0 when it does not.</summary>
    public long Id { get; init; }

    public required StoredImage Image { get; init; }

    public long Bytes { get; init; }

    /// <summary>Pixels; null when never looked at.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>How it was made, as far as its prompt tells.</summary>
    public PictureSettings? Settings { get; init; }

    /// <summary>Whose it is; empty for a file that was put there by hand.</summary>
    public IReadOnlyList<PictureOwner> Owners { get; init; } = [];
}

/// <summary>Somebody whose job or upload made a picture.</summary>
public sealed record PictureOwner(string Owner, string? JobId, string? NodeId);

/// <summary>Which pictures are meant; newest first.</summary>
public sealed record PictureQuery
{
    public ImageFolder Folder { get; init; } = ImageFolder.Output;

    /// <summary>Words that must all occur in prompt, model or name; case does not matter.</summary>
    public string? Text { get; init; }

    public string? JobId { get; init; }

    public PictureFilter Filter { get; init; } = new();

    public bool OldestFirst { get; init; }

    public int Offset { get; init; }

    public int Limit { get; init; } = 50;
}

/// <summary>One page of a query, and how many match in all.</summary>
public sealed record PicturePage(IReadOnlyList<Picture> Pictures, int Total);
