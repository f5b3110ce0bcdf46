using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Tooling;

/// <summary>A text and where it applies.</summary>
/// <param name="Mask">Null for the background, which is wherever no other region is.</param>
public sealed record Region(Conditioning Conditioning, Mask? Mask);

/// <summary>Regions of a picture in the order in which they were named.</summary>
[WireType("Regions")]
public sealed record Regions(IReadOnlyList<Region> All)
{
    /// <summary>
    /// [regions,1,H,W]: how much each counts at each pixel, together 1 and none below 0. The first has what the others leave.
    /// </summary>
    /// <exception cref="EngineException">There is no mask, or masks of several sizes (BadPrompt).</exception>
    internal Tensor Shares()
    {
        var masks = Masks();
        var (regions, plane) = (masks.Size(0), masks.Size(2) * masks.Size(3));
        for (var i = 0; i < plane; i++)
        {
            var left = masks.Span[i];
            masks.Span[i] = Math.Max(0, left);
            for (var at = i + plane; left < 0 && at < regions * plane; at += plane)
                masks.Span[at] /= 1 - left;
        }
        return masks;
    }

    /// <summary>[regions,1,H,W]: the masks as they were given, and before them 1 less their sum.</summary>
    /// <exception cref="EngineException">There is no mask, or masks of several sizes (BadPrompt).</exception>
    internal Tensor Masks()
    {
        var given = All.Skip(1).Select(region => region.Mask?.Values.Slice(0)).ToList();
        if (given.Count == 0 || given.Exists(mask => mask is null || !mask.HasShapeOf(given[0]!)))
            throw new EngineException(EngineError.BadPrompt,
                "Regions need at least two: a first one, which has what the others leave, and others with masks of one size.");
        var (height, width, plane) = (given[0]!.Size(1), given[0]!.Size(2), given[0]!.Length);
        var masks = new Tensor(given.Count + 1, 1, height, width);
        for (var i = 0; i < plane; i++)
        {
            masks.Span[i] = 1 - given.Sum(mask => mask!.Span[i]);
            for (var region = 0; region < given.Count; region++)
                masks.Span[((region + 1) * plane) + i] = given[region]!.Span[i];
        }
        return masks;
    }
}
