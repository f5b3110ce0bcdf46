using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>What goes into the blocks of a Qwen-Image transformer, and of a ControlNet for it.</summary>
internal static class QwenImageEntry
{
    private const int Waves = 256;
    private const double Theta = 10000;
    private const string Embedder = "time_text_embed.timestep_embedder.";

    /// <summary>How many of a head's numbers turn with which picture a token is of, its row and its column.</summary>
    public static IReadOnlyList<int> Axes { get; } = [16, 56, 56];

    /// <summary>What all modulations are made from [1 or B,width].</summary>
    /// <param name="time">[1 or B] in 0..1.</param>
    public static Value Told(OnnxGraph g, Value time, int width)
    {
        const float thousandths = 1000;
        var waves = g.Sinusoids(g.Multiply(time, g.Scalar(thousandths)), Waves);
        return g.Silu(g.Linear(g.Silu(g.Linear(waves, Embedder + "linear_1", Waves, width)), Embedder + "linear_2", width, width));
    }

    /// <summary>Rows [B*T,width] of a text [B,T,context].</summary>
    public static Value Words(OnnxGraph g, Value text, int contextWidth, int width)
    {
        const float epsilon = 1e-6f;
        var rows = g.Op("Reshape", [g.RmsNorm(text, "txt_norm.weight", contextWidth, epsilon), g.Constant([-1, contextWidth])]);
        return g.Linear(rows, "txt_in", contextWidth, width);
    }

    /// <summary>The picture's rows and columns count from its middle; the text goes on diagonally where they end.</summary>
    /// <param name="beside">Places [R,axes] of what stands behind the picture.</param>
    public static RotaryPositions Positions(OnnxGraph g, Patches grid, Value textLength, params ReadOnlySpan<Value> beside)
    {
        Value Half(Value count) => g.Op("Div", [count, g.Whole(2)]);
        Value Before(Value count) => TokenPlaces.Real(g, g.Op("Neg", [Half(count)]));
        var first = TokenPlaces.Real(g, g.Op("Max", [Half(grid.Rows), Half(grid.Columns)]));
        var places = g.Op("Concat",
            [
                TokenPlaces.Line(g, textLength, first, Axes.Count, 0, 1, 2),
                TokenPlaces.Grid(g, grid.Rows, grid.Columns, g.Scalar(0), Before(grid.Rows), Before(grid.Columns)),
                .. beside,
            ],
            OrtAttribute.Int("axis", 0));
        return RotaryPositions.Of(g, RotaryPositions.Angles(g, places, Axes, Theta));
    }
}
