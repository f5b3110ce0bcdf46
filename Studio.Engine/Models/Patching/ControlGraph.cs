using System.Collections.Immutable;
using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// Lets a model add what control networks give at these points, as inputs: of a UNet [1 or B,c,h,w], where numbers of 1 pixel mean the same
/// everywhere, of a transformer [1 or B,T,width] for the first tokens of the picture.
/// </summary>
internal sealed record ControlGraph(ImmutableSortedSet<string> Points) : GraphPatch
{
    public override Value AfterBlock(OnnxGraph g, Value x, int index) => Add(g, x, ControlPoint.Block(index));

    public override Value AfterMiddle(OnnxGraph g, Value x) => Add(g, x, ControlPoint.Middle);

    public override Value AtSkip(OnnxGraph g, Value skip, int index) => Add(g, skip, ControlPoint.Skip(index));

    public override Value AtPicture(OnnxGraph g, Value tokens, TokenBlock block) =>
        Points.Where(point => TokenPoint.Of(point)?.IsFor(block) == true).Select(ControlPoint.Input)
            .Aggregate(tokens, (now, input) => g.AddTokens(now, Given(g, input), block.Before));

    public bool Equals(ControlGraph? other) => other is not null && Points.SetEquals(other.Points);

    public override int GetHashCode() => Points.Aggregate(0, HashCode.Combine);

    private static Value Given(OnnxGraph g, string input) => g.Shared(input, () => g.Input(input, ElementType.Float32, -1, -1, -1));

    private Value Add(OnnxGraph g, Value x, string point) => Points.Contains(point)
        ? g.Add(x, g.Input(ControlPoint.Input(point), ElementType.Float32, -1, -1, -1, -1))
        : x;
}
