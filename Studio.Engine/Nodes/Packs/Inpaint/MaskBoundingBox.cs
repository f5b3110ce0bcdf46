using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Inpaint;

public sealed record MaskBox([Output("x")] int X, [Output("y")] int Y, [Output("width")] int Width, [Output("height")] int Height);

[Node("INPAINT_MaskBoundingBox", Pack = InpaintPack.Name, DisplayName = "Mask Bounding Box", Category = InpaintPack.Category,
    SchemaStyle = true, Description = "The smallest rectangle around all of the first mask that is not zero.")]
public sealed class MaskBoundingBox : INode<MaskBox>
{
    [Input]
    public required Mask Mask { get; init; }

    public MaskBox Run(NodeContext context)
    {
        var values = Mask.Values.Slice(0).Span;
        var width = Mask.Values.Size(2);
        var (left, top, right, bottom) = (width, int.MaxValue, -1, -1);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] == 0)
                continue;
            (left, right) = (Math.Min(left, i % width), Math.Max(right, i % width));
            (top, bottom) = (Math.Min(top, i / width), i / width);
        }
        return bottom >= 0 ? new(left, top, right - left + 1, bottom - top + 1)
            : throw new EngineException(EngineError.BadPrompt, "The mask is empty: there is nothing to put a box around.");
    }
}
