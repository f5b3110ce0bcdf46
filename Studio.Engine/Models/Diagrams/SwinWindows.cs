using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The blocks of a Swin transformer (Liu et al. 2021, arXiv:2103.14030) over one picture [1,C,H,W], whose pixels are rows [H*W,C]:
/// attention inside of windows, which every second block moves by half a window.
/// </summary>
/// <param name="picture">[1,C,H,W], from which the sizes are taken; H and W are multiples of the window.</param>
internal sealed class SwinWindows(OnnxGraph g, Value picture, int width, int window)
{
    private const float Masked = -100;

    private readonly int _tokens = window * window;
    private readonly int _shift = window / 2;

    private Value Rows => g.Shared("windows down", () => Count(axis: 2));

    private Value Columns => g.Shared("windows across", () => Count(axis: 3));

    /// <summary>[H,W,C] as a shape.</summary>
    private Value Whole => g.Shared("picture of tokens", () => g.Op("Concat",
        [g.Op("Mul", [Rows, g.Constant([window])]), g.Op("Mul", [Columns, g.Constant([window])]), g.Constant([width])],
        OrtAttribute.Int("axis", 0)));

    /// <summary>Attention and a two-layer perceptron, each on normed tokens and added to them.</summary>
    /// <param name="isShifted">Whether its windows are moved.</param>
    public Value Block(Value x, string name, int heads, int mlpWidth, bool isShifted)
    {
        var normed = g.LayerNorm(x, name + "norm1", width);
        var mixed = Attend(ToWindows(normed, isShifted), name + "attn.", heads, isShifted);
        x = g.Add(x, FromWindows(mixed, isShifted));
        var hidden = g.Op("Gelu", [g.Linear(g.LayerNorm(x, name + "norm2", width), name + "mlp.fc1", width, mlpWidth)]);
        return g.Add(x, g.Linear(hidden, name + "mlp.fc2", mlpWidth, width));
    }

    private Value Count(int axis)
    {
        var size = g.Op("Shape", [picture], OrtAttribute.Int("start", axis), OrtAttribute.Int("end", axis + 1));
        return g.Op("Div", [size, g.Constant([window])]);
    }

    /// <summary>Rows of pixels to rows of windows, one window's tokens after another.</summary>
    private Value ToWindows(Value rows, bool isShifted)
    {
        var pixels = Rolled(g.Op("Reshape", [rows, Whole]), isShifted ? _shift : 0);
        var split = g.Shared("pixels of windows", () => g.Op("Concat",
            [Rows, g.Constant([window]), Columns, g.Constant([window, width])], OrtAttribute.Int("axis", 0)));
        return Swapped(g.Op("Reshape", [pixels, split]));
    }

    private Value FromWindows(Value rows, bool isShifted)
    {
        var shape = g.Shared("windows of pixels", () => g.Op("Concat",
            [Rows, Columns, g.Constant([window, window, width])], OrtAttribute.Int("axis", 0)));
        var pixels = Swapped(g.Op("Reshape", [rows, shape]));
        return isShifted
            ? g.Op("Reshape", [Rolled(g.Op("Reshape", [pixels, Whole]), -_shift), g.Constant([-1, width])])
            : pixels;
    }

    /// <summary>Between the order of windows and that of pixels: the two middle axes change places. As rows [N,C].</summary>
    private Value Swapped(Value five) =>
        g.Op("Reshape", [g.Op("Transpose", [five], OrtAttribute.Ints("perm", 0, 2, 1, 3, 4)), g.Constant([-1, width])]);

    /// <summary>[H,W,C] moved up and left by so many pixels; what goes out comes in at the other end.</summary>
    private Value Rolled(Value x, int by)
    {
        if (by == 0)
            return x;
        for (var axis = 0; axis < 2; axis++)
        {
            var (tail, head) = (Part(x, by, long.MaxValue, axis), Part(x, 0, by, axis));
            x = g.Op("Concat", [tail, head], OrtAttribute.Int("axis", axis));
        }
        return x;
    }

    private Value Part(Value x, long from, long to, int axis) =>
        g.Op("Slice", [x, g.Constant([from]), g.Constant([to]), g.Constant([axis])]);

    private Value Attend(Value rows, string name, int heads, bool isShifted)
    {
        var (head, joined) = (width / heads, g.Linear(rows, name + "qkv", width, width * 3));
        Value Of(int part, params ReadOnlySpan<long> order) => g.Op("Transpose",
            [g.Op("Reshape", [Part(joined, part * width, (part + 1) * width, axis: 1), g.Constant([-1, _tokens, heads, head])])],
            OrtAttribute.Ints("perm", order));
        var (query, key, value) = (Of(0, 0, 2, 1, 3), Of(1, 0, 2, 3, 1), Of(2, 0, 2, 1, 3));
        var weights = g.InFloat32(() =>
        {
            var scores = g.Op("MatMul", [g.Multiply(query, g.Scalar(1 / MathF.Sqrt(head))), key]);
            scores = g.Add(scores, PositionBias(name, heads));
            if (isShifted)
                scores = g.Add(scores, g.Shared("window mask", Mask));
            return g.Op("Softmax", [scores], OrtAttribute.Int("axis", -1));
        });
        var mixed = g.Op("Transpose", [g.Op("MatMul", [weights, value])], OrtAttribute.Ints("perm", 0, 2, 1, 3));
        return g.Linear(g.Op("Reshape", [mixed, g.Constant([-1, width])]), name + "proj", width, width);
    }

    /// <summary>[1,heads,N,N]: a learned number for each way from one token of a window to another.</summary>
    private Value PositionBias(string name, int heads)
    {
        var side = (2 * window) - 1;
        var index = g.Shared("ways in a window", () =>
        {
            var ways = new long[_tokens * _tokens];
            for (var i = 0; i < ways.Length; i++)
            {
                var (from, to) = (i / _tokens, i % _tokens);
                var (down, across) = ((from / window) - (to / window), (from % window) - (to % window));
                ways[i] = ((down + window - 1) * side) + across + window - 1;
            }
            return g.Constant(ways);
        });
        var table = g.Weight(name + "relative_position_bias_table", side * side, heads);
        var biases = g.Op("Transpose", [g.Op("Gather", [table, index], OrtAttribute.Int("axis", 0))], OrtAttribute.Ints("perm", 1, 0));
        return g.Op("Reshape", [biases, g.Constant([1, heads, _tokens, _tokens])]);
    }

    /// <summary>
    /// [windows,1,N,N]: in the last windows of moved ones, pixels of the picture's two ends meet, which must not see each other.
    /// </summary>
    private Value Mask()
    {
        var down = Apart(token => token / window);
        var across = Apart(token => token % window);
        var rows = g.Multiply(IsLast(Rows), g.Constant(down, 1, 1, _tokens, _tokens));
        var columns = g.Op("Reshape", [IsLast(Columns), g.Constant([1, -1, 1, 1])]);
        var both = g.Op("Min", [rows, g.Multiply(columns, g.Constant(across, 1, 1, _tokens, _tokens))]);
        return g.Op("Reshape", [both, g.Constant([-1, 1, _tokens, _tokens])]);
    }

    /// <summary>[n,1,1,1]: 1 for the last of n windows, 0 for the others.</summary>
    private Value IsLast(Value count)
    {
        var places = g.Op("Range", [g.Whole(0), g.Op("Squeeze", [count]), g.Whole(1)]);
        var last = g.Op("Equal", [places, g.Op("Sub", [count, g.Constant([1])])]);
        var numbers = g.Op("Cast", [last], OrtAttribute.Int("to", (long)ElementType.Float32));
        return g.Op("Reshape", [numbers, g.Constant([-1, 1, 1, 1])]);
    }

    /// <summary>Where two tokens are on different sides of the seam along one axis.</summary>
    private float[] Apart(Func<int, int> place)
    {
        var apart = new float[_tokens * _tokens];
        for (var i = 0; i < apart.Length; i++)
        {
            var (from, to) = (place(i / _tokens) < window - _shift, place(i % _tokens) < window - _shift);
            apart[i] = from == to ? 0 : Masked;
        }
        return apart;
    }
}
