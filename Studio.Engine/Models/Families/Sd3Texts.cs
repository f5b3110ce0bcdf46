using Studio.Engine.Tensors;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models.Families;

/// <summary>
/// How Stable Diffusion 3 reads texts: CLIP-L and OpenCLIP bigG side by side, filled up to T5's width, and T5's tokens behind them. What
/// an encoder would say that is not there, or is given no text, is zeros or nothing.
/// </summary>
internal static class Sd3Texts
{
    /// <summary>Of T5-XXL, where there is none to ask.</summary>
    private const int UsualWidth = 4096;

    private const int LeastLength = 77;
    private const int UsualWidthOfL = 768;
    private const int UsualWidthOfG = 1280;

    public static string[] ClipLPrefixes { get; } = ["text_encoders.clip_l.transformer.text_model.", "clip_l.transformer.text_model."];

    public static string[] ClipGPrefixes { get; } = ["text_encoders.clip_g.transformer.text_model.", "clip_g.transformer.text_model."];

    public static string[] T5Prefixes { get; } = ["text_encoders.t5xxl.transformer.", "t5xxl.transformer."];

    private static TextPart L { get; } = new("l", NetworkRole.ClipL, new ClipPrompt(ClipTokenizer.End), StopAtLayer: -2, NormsHidden: false)
    {
        StoredAs = ClipLPrefixes[0],
        ProjectsSummary = false,
    };

    private static TextPart G { get; } = new("g", NetworkRole.ClipG, new ClipPrompt(Padding: 0), StopAtLayer: -2, NormsHidden: false)
    {
        StoredAs = ClipGPrefixes[0],
    };

    private static TextPart T5 { get; } = new("t5xxl", NetworkRole.T5, new T5Prompt(LeastLength), StopAtLayer: -1, NormsHidden: true)
    {
        StoredAs = T5Prefixes[0],
    };

    /// <summary>All three first; two alone are another family's where nobody says that they are for this one.</summary>
    public static IReadOnlyList<TextLayout> All { get; } =
    [
        new("sd3", L, G, T5) { Join = parts => Join(parts[0], parts[1], parts[2]) },
        new("sd3", L, G) { NeedsName = true, Join = parts => Join(parts[0], parts[1], null) },
        new("sd3", L, T5) { NeedsName = true, Join = parts => Join(parts[0], null, parts[1]) },
        new("sd3", G, T5) { NeedsName = true, Join = parts => Join(null, parts[0], parts[1]) },
    ];

    private static EncodedText Join(EncodedText? l, EncodedText? g, EncodedText? t5)
    {
        (l, g, t5) = (Said(l), Said(g), Said(t5));
        var (widthOfL, widthOfG) = (l?.Summary!.Size(-1) ?? UsualWidthOfL, g?.Summary!.Size(-1) ?? UsualWidthOfG);
        var width = t5?.Hidden.Size(2) ?? UsualWidth;
        var clip = Math.Max(l?.Hidden.Size(1) ?? 0, g?.Hidden.Size(1) ?? 0);
        var length = clip + (t5?.Hidden.Size(1) ?? 0);
        var hidden = new Tensor(1, length == 0 ? LeastLength : length, width);
        Put(l, hidden, row: 0, column: 0);
        Put(g, hidden, row: 0, column: widthOfL);
        Put(t5, hidden, clip, column: 0);
        var summary = new Tensor(1, widthOfL + widthOfG);
        l?.Summary!.Span.CopyTo(summary.Span);
        g?.Summary!.Span.CopyTo(summary.Span[widthOfL..]);
        return new EncodedText(hidden, summary);
    }

    private static EncodedText? Said(EncodedText? part) => part?.Hidden.Size(1) > 0 ? part : null;

    private static void Put(EncodedText? part, Tensor hidden, int row, int column)
    {
        var all = hidden.Size(2);
        if (part is null || column >= all)
            return;
        var width = part.Hidden.Size(2);
        for (var token = 0; token < part.Hidden.Size(1); token++)
        {
            part.Hidden.Span.Slice(token * width, Math.Min(width, all - column))
                .CopyTo(hidden.Span[(((row + token) * all) + column)..]);
        }
    }
}
