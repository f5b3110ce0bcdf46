using System.Text.Json.Nodes;

namespace Studio.Web.Components.Generation;

/// <summary>The source picture goes on beyond its edges: so many pixels of the size asked for are new at each side, multiples of
/// 8.</summary>
public sealed record Outpaint(int Left, int Top, int Right, int Bottom)
{
    private const string Padded = "921";
    private const string Joined = "922";
    private const int WidestSeam = 40;
    private const int SmallestSource = 16;

    internal static readonly Range SideRange = new(0, 4096);

    internal static readonly Dictionary<(string Node, string Input), string> Fields = new()
    {
        [(Padded, "left")] = nameof(GenerationDraft.PadLeft),
        [(Padded, "top")] = nameof(GenerationDraft.PadTop),
        [(Padded, "right")] = nameof(GenerationDraft.PadRight),
        [(Padded, "bottom")] = nameof(GenerationDraft.PadBottom),
    };

    /// <summary>Whether any side of the form says something other than nothing.</summary>
    internal static bool IsAsked(GenerationDraft draft) =>
        new[] { draft.PadLeft, draft.PadTop, draft.PadRight, draft.PadBottom }.Any(side => side.Trim() is not ("" or "0"));

    /// <summary>What the form asks for; null when no side grows, or one is wrong, which goes to the errors.</summary>
    internal static Outpaint? Read(GenerationDraft draft, DraftFields fields, int width, int height)
    {
        if (draft.Source is null || !IsAsked(draft))
            return null;
        if (draft.Mask is not null)
            return fields.Fail<Outpaint>(nameof(draft.PadLeft),
                fields.L["Paint a part of the picture or extend it, one after the other: clear one of the two."]);
        int Side(string field, string text) => fields.Whole(field, text.Trim().Length == 0 ? "0" : text, SideRange, multipleOf: 8);
        var sides = new Outpaint(Side(nameof(draft.PadLeft), draft.PadLeft), Side(nameof(draft.PadTop), draft.PadTop),
            Side(nameof(draft.PadRight), draft.PadRight), Side(nameof(draft.PadBottom), draft.PadBottom));
        if (width - sides.Left - sides.Right < SmallestSource)
            return fields.Fail<Outpaint>(nameof(draft.PadLeft),
                fields.L[$"That leaves nothing of the picture: a width of {width} has to hold it as well."]);
        return height - sides.Top - sides.Bottom < SmallestSource
            ? fields.Fail<Outpaint>(nameof(draft.PadTop),
                fields.L[$"That leaves nothing of the picture: a height of {height} has to hold it as well."])
            : sides;
    }

    /// <summary>Puts itself between the source, the sampler and the saved picture of a prompt that starts from a picture.</summary>
    internal void AddTo(JsonObject prompt, int width, int height)
    {
        var (innerWidth, innerHeight) = (width - Left - Right, height - Top - Bottom);
        TextToImage.Set(prompt, TextToImage.Scaler, "width", innerWidth);
        TextToImage.Set(prompt, TextToImage.Scaler, "height", innerHeight);
        prompt[Padded] = TextToImage.Node("ImagePadForOutpaint", new()
        {
            ["image"] = TextToImage.Link(TextToImage.Scaler, 0),
            ["left"] = Left,
            ["top"] = Top,
            ["right"] = Right,
            ["bottom"] = Bottom,
            ["feathering"] = Math.Min(WidestSeam, Math.Min(innerWidth, innerHeight) / 4),
        });
        TextToImage.AddInpainting(prompt, TextToImage.Link(Padded, 0), TextToImage.Link(Padded, 1));
        prompt[Joined] = TextToImage.Node("ImageCompositeMasked", new()
        {
            ["destination"] = TextToImage.Link(Padded, 0),
            ["source"] = TextToImage.Link(TextToImage.Decoder, 0),
            ["x"] = 0,
            ["y"] = 0,
            ["resize_source"] = false,
            ["mask"] = TextToImage.Link(Padded, 1),
        });
        TextToImage.Set(prompt, TextToImage.Saver, "images", TextToImage.Link(Joined, 0));
    }
}
