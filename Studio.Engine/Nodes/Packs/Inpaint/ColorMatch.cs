using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Inpaint;

[Node("INPAINT_ColorMatch", Pack = InpaintPack.Name, DisplayName = "Color Match (Masked)", Category = InpaintPack.Category,
    SchemaStyle = true, Description = "A picture with the colours of another, as far as they lie outside of a mask.")]
public sealed class ColorMatch : INode<ImageResult>
{
    [Input]
    public required Image Target { get; init; }

    [Input]
    public required Image Reference { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Strength { get; init; } = 1;

    [Input]
    public Mask? ExcludeMask { get; init; }

    public ImageResult Run(NodeContext context)
    {
        if (Strength <= 0)
            return new(Target);
        var (target, reference) = (LabColours.Of(Target.Pixels), LabColours.Of(Reference.Pixels));
        var result = target.Clone();
        for (var picture = 0; picture < Target.Count; picture++)
        {
            var wanted = LabStatistics.Of(reference.Slice(picture % Reference.Count), ExcludeMask, picture);
            var found = LabStatistics.Of(target.Slice(picture), ExcludeMask, picture);
            var lab = result.Slice(picture).Span;
            for (var i = 0; i < lab.Length; i++)
            {
                var (mine, theirs) = (found[i % 3], wanted[i % 3]);
                lab[i] = (float)(((lab[i] - mine.Mean) * (theirs.Deviation / Math.Max(mine.Deviation, 1e-6))) + theirs.Mean);
            }
        }
        var colours = LabColours.ToColours(result);
        return new(new Image(Mixing.Sum(Mixing.WithChannels(Target.Pixels, 3), 1 - Strength, colours, Strength)));
    }
}
