using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record ReferencedText([Output("conditioning")] Conditioning Conditioning);

[Node("ETN_ApplyReferenceImages", Pack = ToolingPack.Name, DisplayName = "Apply Reference Images", Category = ToolingPack.Category,
    SchemaStyle = true, Description = "Lets pictures speak behind a text, through FLUX.1 Redux, each in its part of the schedule.")]
public sealed class ApplyReferenceImages(VisionEncoding encoding, StyleReading reading) : INode<ReferencedText>
{
    [Input]
    public required Conditioning Conditioning { get; init; }

    [Input]
    public required VisionModel ClipVision { get; init; }

    [Input]
    public required StyleModel StyleModel { get; init; }

    [Input]
    public required ReferencePictures References { get; init; }

    public ReferencedText Run(NodeContext context)
    {
        var pictures = References.All.Select(picture => (Picture: picture, Tokens: Tokens(picture, context.CancellationToken))).ToList();
        var ends = pictures.SelectMany(one => new[] { one.Picture.Start, one.Picture.End }).Append(0).Append(1).Distinct().Order().ToList();
        var entries = from entry in Conditioning.Entries
                      from range in ends.Zip(ends.Skip(1))
                      let start = Math.Max((float)range.First, entry.StartPercent)
                      let end = Math.Min((float)range.Second, entry.EndPercent)
                      where start < end
                      let seen = pictures.Where(one => one.Picture.Start <= range.First && one.Picture.End >= range.Second)
                          .Select(one => one.Tokens)
                      select seen.Aggregate(entry with { StartPercent = start, EndPercent = end },
                          (now, tokens) => now with { Embedding = StyleReading.Joined(now.Embedding, tokens) });
        return new(new Conditioning([.. entries]));
    }

    private Tensor Tokens(ReferencePicture picture, CancellationToken cancellationToken)
    {
        var seen = encoding.Encode(ClipVision, picture.Image.Pixels, crop: true, cancellationToken);
        var tokens = reading.Tokens(StyleModel, seen, cancellationToken);
        if (picture.Weight >= 1)
            return tokens;
        return picture.Weight <= 0 ? tokens.ZerosLike()
            : Fewer(tokens, picture.Weight >= 0.6 ? 2 : picture.Weight >= 0.3 ? 3 : 4);
    }

    /// <summary>Tokens [B,T,D] of a square, each side made shorter by means of areas.</summary>
    private static Tensor Fewer(Tensor tokens, int factor)
    {
        var (side, width) = ((int)Math.Sqrt(tokens.Size(1)), tokens.Size(2));
        var square = tokens.Reshape(tokens.Size(0), side, side, width);
        var small = Resample.Pixels(square, side / factor, side / factor, ResampleMethod.Area);
        return small.Reshape(tokens.Size(0), side / factor * (side / factor), width);
    }
}
