using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>How an IP-Adapter makes tokens of what an encoder saw.</summary>
internal enum AdapterKind
{
    /// <summary>Of the picture's summary, by one layer.</summary>
    Plain,

    /// <summary>Of all squares, by learned questions that attend to them (Alayrac et al. 2022, arXiv:2204.14198).</summary>
    Plus,

    /// <summary>Of all squares, each for itself.</summary>
    Full,
}

/// <summary>
/// The part of an IP-Adapter (Ye et al. 2023, arXiv:2308.06721) that reads a picture. Its other part, keys and values for a UNet's
/// cross-attention, stands in the same file and is lent to the UNet. In: seen [1,D] (plain) or [1,N,D]. Out: tokens [1,T,text].
/// </summary>
/// <param name="SeenWidth">D.</param>
/// <param name="Tokens">T of the plain and the plus kind.</param>
/// <param name="TextWidth">Of the UNet's text.</param>
internal sealed record IpAdapterNetwork(AdapterKind Kind, int SeenWidth, int Tokens, int TextWidth)
    : Network(NetworkRole.Adapter, "")
{
    public const string SeenInput = "seen";
    public const string Result = "tokens";

    private const int HeadWidth = 64;

    /// <summary>Width of the questions and of all their heads, layers, and the feed-forward's width; of the plus kind.</summary>
    public (int Width, int Inner, int Layers, int MlpWidth) Questions { get; init; }

    /// <summary>How many cross-attention layers it has keys and values for.</summary>
    public int Places { get; init; }

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var seen = g.Input(SeenInput, ElementType.Float32, Kind is AdapterKind.Plain ? [1, SeenWidth] : [1, -1, SeenWidth]);
        var rows = g.Op("Reshape", [seen, g.Constant([-1, SeenWidth])]);
        var tokens = Kind switch
        {
            AdapterKind.Plain => Normed(g, g.Op("Reshape", [g.Linear(rows, "image_proj.proj", SeenWidth, Tokens * TextWidth),
                g.Constant([-1, TextWidth])]), "image_proj.norm", TextWidth),
            AdapterKind.Full => Normed(g, g.Linear(g.Op("Gelu", [g.Linear(rows, "image_proj.proj.0", SeenWidth, SeenWidth)]),
                "image_proj.proj.2", SeenWidth, TextWidth), "image_proj.proj.3", TextWidth),
            _ => Asked(g, rows),
        };
        g.Output(Result, g.Op("Reshape", [tokens, g.Constant([1, -1, TextWidth])]));
    }

    private Value Asked(OnnxGraph g, Value rows)
    {
        var width = Questions.Width;
        var x = g.Linear(rows, "image_proj.proj_in", SeenWidth, width);
        var asked = g.Op("Reshape", [g.Weight("image_proj.latents", 1, Tokens, width), g.Constant([-1, width])]);
        for (var layer = 0; layer < Questions.Layers; layer++)
        {
            var name = $"image_proj.layers.{layer}.";
            asked = g.Add(asked, Attended(g, x, asked, name + "0."));
            var wide = g.Op("Gelu", [g.Linear(Normed(g, asked, name + "1.0", width), name + "1.1", width, Questions.MlpWidth,
                bias: false)]);
            asked = g.Add(asked, g.Linear(wide, name + "1.3", Questions.MlpWidth, width, bias: false));
        }
        return Normed(g, g.Linear(asked, "image_proj.proj_out", width, TextWidth), "image_proj.norm_out", TextWidth);
    }

    /// <summary>The questions attend to what was seen and to themselves.</summary>
    private Value Attended(OnnxGraph g, Value x, Value asked, string name)
    {
        var (width, inner) = (Questions.Width, Questions.Inner);
        var own = Normed(g, asked, name + "norm2", width);
        var all = g.Op("Concat", [Normed(g, x, name + "norm1", width), own], OrtAttribute.Int("axis", 0));
        var both = g.Linear(all, name + "to_kv", width, inner * 2, bias: false);
        var mixed = g.Attend(g.Linear(own, name + "to_q", width, inner, bias: false), g.Part(both, axis: 1, 0, inner),
            g.Part(both, axis: 1, inner, inner * 2), g.Constant([1]), inner, inner / HeadWidth);
        return g.Linear(mixed, name + "to_out", inner, width, bias: false);
    }

    private static Value Normed(OnnxGraph g, Value rows, string name, int width) => g.LayerNorm(rows, name, width);
}
