using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Building;

/// <summary>
/// A picture as tokens, each of them a square of its pixels (Dosovitskiy et al. 2020, arXiv:2010.11929). A picture that the squares do not
/// divide goes on at its right and lower end with what it begins with.
/// </summary>
internal sealed class Patches
{
    private readonly OnnxGraph _g;
    private readonly int _side;
    private readonly bool _channelsLast;
    private readonly Value _height;
    private readonly Value _width;

    private Patches(OnnxGraph g, Value picture, int side, bool channelsLast)
    {
        (_g, _side, _channelsLast) = (g, side, channelsLast);
        Batch = g.BatchOf(picture);
        (_height, _width) = (g.SizeOf(picture, 2), g.SizeOf(picture, 3));
        (Rows, Columns) = (Squares(_height), Squares(_width));
    }

    /// <summary>The batch size, as a list of one number.</summary>
    public Value Batch { get; }

    /// <summary>How many squares are below one another, as a list of one number.</summary>
    public Value Rows { get; }

    /// <summary>How many squares are side by side, as a list of one number.</summary>
    public Value Columns { get; }

    /// <summary>A picture [B,C,H,W] cut up: rows [B*T,C*side*side], a square's numbers by channel, row, column.</summary>
    /// <param name="channelsLast">Whether they are by row, column, channel instead.</param>
    public static (Patches Patches, Value Tokens) Cut(OnnxGraph g, Value picture, int channels, int side, bool channelsLast = false)
    {
        var cut = new Patches(g, picture, side, channelsLast);
        var whole = cut.Filled(cut.Filled(picture, cut._height, axis: 2), cut._width, axis: 3);
        var squares = g.Op("Reshape", [whole, g.Joined(cut.Batch, g.Constant([channels]), cut.Rows, g.Constant([side]), cut.Columns,
            g.Constant([side]))]);
        var ordered = g.Op("Transpose", [squares], channelsLast
            ? OrtAttribute.Ints("perm", 0, 2, 4, 3, 5, 1)
            : OrtAttribute.Ints("perm", 0, 2, 4, 1, 3, 5));
        return (cut, g.Op("Reshape", [ordered, g.Constant([-1, channels * side * side])]));
    }

    /// <summary>Tokens as rows back to a picture [B,C,H,W] of the size that was cut up.</summary>
    public Value Join(Value tokens, int channels)
    {
        var sides = _g.Constant([_side]);
        var depth = _g.Constant([channels]);
        var squares = _g.Op("Reshape", [tokens, _channelsLast
            ? _g.Joined(Batch, Rows, Columns, sides, sides, depth)
            : _g.Joined(Batch, Rows, Columns, depth, sides, sides)]);
        var ordered = _g.Op("Transpose", [squares], _channelsLast
            ? OrtAttribute.Ints("perm", 0, 5, 1, 3, 2, 4)
            : OrtAttribute.Ints("perm", 0, 3, 1, 4, 2, 5));
        var picture = _g.Op("Reshape", [ordered, _g.Joined(Batch, depth, Whole(Rows), Whole(Columns))]);
        return _g.Op("Slice", [picture, _g.Constant([0, 0]), _g.Joined(_height, _width), _g.Constant([2, 3])]);
    }

    private Value Squares(Value size) => _g.Op("Div", [_g.Add(size, _g.Whole(_side - 1)), _g.Whole(_side)]);

    private Value Whole(Value squares) => _g.Multiply(squares, _g.Whole(_side));

    private Value Filled(Value picture, Value size, int axis)
    {
        var missing = _g.Op("Sub", [Whole(Squares(size)), size]);
        var begin = _g.Op("Slice", [picture, _g.Constant([0]), missing, _g.Constant([axis])]);
        return _g.Op("Concat", [picture, begin], OrtAttribute.Int("axis", axis));
    }
}
