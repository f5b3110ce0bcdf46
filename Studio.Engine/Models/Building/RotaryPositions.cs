using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Building;

/// <summary>
/// Rotary position embedding (Su et al. 2021, arXiv:2104.09864) over several axes: of a head's pairs of numbers the first few turn by a
/// token's place along the first axis, the next by that along the second, and so on, each pair more slowly than the one before.
/// </summary>
/// <param name="Cosines">[T,head/2].</param>
/// <param name="Sines">[T,head/2].</param>
internal sealed record RotaryPositions(Value Cosines, Value Sines)
{
    /// <summary>
    /// Whether a pair is two neighbours; else it is a number of a head's first half and the one at the same place of its second.
    /// </summary>
    public bool IsOfNeighbours { get; init; } = true;

    /// <summary>Positions from angles [T,head/2].</summary>
    public static RotaryPositions Of(OnnxGraph g, Value angles) => new(g.Op("Cos", [angles]), g.Op("Sin", [angles]));

    /// <summary>Angles [T,head/2] of tokens at places [T,axes].</summary>
    /// <param name="axes">How many of a head's numbers turn with each axis.</param>
    /// <param name="theta">Each pair turns this to the power of -2 i / axis times as fast as the axis' first.</param>
    public static Value Angles(OnnxGraph g, Value places, IReadOnlyList<int> axes, double theta) => Angles(g, places,
        [.. axes.SelectMany((width, axis) => Enumerable.Repeat((long)axis, width / 2))],
        [.. axes.SelectMany(width => Enumerable.Range(0, width / 2).Select(i => (float)Math.Pow(theta, -2.0 * i / width)))]);

    /// <param name="axisOf">The axis that each pair turns with.</param>
    /// <param name="speeds">How fast each pair turns.</param>
    /// <inheritdoc cref="Angles(OnnxGraph, Value, IReadOnlyList{int}, double)"/>
    public static Value Angles(OnnxGraph g, Value places, long[] axisOf, float[] speeds) => g.Multiply(
        g.Op("Gather", [places, g.Constant(axisOf)], OrtAttribute.Int("axis", 1)), g.Constant(speeds, 1, speeds.Length));

    /// <summary>Angles [T,head/2] of tokens that have no place: they do not turn.</summary>
    /// <param name="count">T, as a list of one number.</param>
    public static Value Still(OnnxGraph g, Value count, IReadOnlyList<int> axes) =>
        g.Op("Expand", [g.Scalar(0), g.Joined(count, g.Constant([axes.Sum() / 2]))]);

    /// <summary>Angles [rows*columns,head/2] of a grid of tokens: along the axes a number that all share, the row, the column.</summary>
    /// <param name="axes">How many of a head's numbers turn with each of three axes.</param>
    /// <param name="theta">Each pair turns this to the power of -2 i / axis times as fast as the first.</param>
    public static Value Grid(OnnxGraph g, Value rows, Value columns, IReadOnlyList<int> axes, double theta, float shared = 0)
    {
        Value Turned(Value places, int axis, params ReadOnlySpan<long> shape) => g.Op("Expand", [
            g.Multiply(g.Op("Reshape", [places, g.Constant(shape)]), Speeds(g, axes[axis], theta)),
            g.Joined(rows, columns, g.Constant([axes[axis] / 2]))]);
        var angles = g.Op("Concat",
            [
                Turned(g.Scalar(shared), 0, 1, 1, 1), Turned(TokenPlaces.Counted(g, rows), 1, -1, 1, 1),
                Turned(TokenPlaces.Counted(g, columns), 2, 1, -1, 1),
            ],
            OrtAttribute.Int("axis", 2));
        return g.Op("Reshape", [angles, g.Constant([-1, axes.Sum() / 2])]);
    }

    /// <summary>Tokens [B,T,heads*head], the pairs of each head turned.</summary>
    public Value Turn(OnnxGraph g, Value tokens, int heads) => g.Op(
        OnnxGraph.Microsoft,
        "RotaryEmbedding",
        [tokens, g.Constant([0]), Cosines, Sines],
        OrtAttribute.Int("interleaved", IsOfNeighbours ? 1 : 0),
        OrtAttribute.Int("num_heads", heads));

    private static Value Speeds(OnnxGraph g, int axis, double theta) => g.Constant(
        [.. Enumerable.Range(0, axis / 2).Select(i => (float)Math.Pow(theta, -2.0 * i / axis))], 1, 1, axis / 2);
}
