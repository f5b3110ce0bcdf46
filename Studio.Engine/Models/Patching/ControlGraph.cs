using System.Collections.Immutable;
using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Patching;

/// <summary>Lets a UNet add what control networks give at these points, as inputs [1 or B,c,h,w]; numbers of 1 pixel mean the same
/// everywhere.</summary>
internal sealed record ControlGraph(ImmutableSortedSet<string> Points) : GraphPatch
{
    public override Value AfterBlock(OnnxGraph g, Value x, int index) => Add(g, x, ControlPoint.Block(index));

    public override Value AfterMiddle(OnnxGraph g, Value x) => Add(g, x, ControlPoint.Middle);

    public override Value AtSkip(OnnxGraph g, Value skip, int index) => Add(g, skip, ControlPoint.Skip(index));

    public bool Equals(ControlGraph? other) => other is not null && Points.SetEquals(other.Points);

    public override int GetHashCode() => Points.Aggregate(0, HashCode.Combine);

    private Value Add(OnnxGraph g, Value x, string point) => Points.Contains(point)
        ? g.Add(x, g.Input(ControlPoint.Input(point), ElementType.Float32, -1, -1, -1, -1))
        : x;
}
