using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record CachedPicture([Output("image")] Image Image, [Output("mask")] Mask Mask);

[Node("ETN_LoadImageCache", Pack = ToolingPack.Name, DisplayName = "Load Image from Cache", Category = ToolingPack.Category,
    SchemaStyle = true, Description = "A picture that a program has sent before the prompt, by its id. The mask is its alpha, or its first colour.")]
public sealed class LoadImageCache(ISentPictures cache) : INode<CachedPicture>, IFingerprint
{
    [Input]
    public required string Id { get; init; }

    public CachedPicture Run(NodeContext context)
    {
        if (cache.Find(Id) is not { } kept)
            throw new EngineException(EngineError.BadPrompt,
                $"There is no picture '{Id}' in the cache, or none any more. Send it again (PUT /api/etn/image/{Id}), then the prompt.");
        var pixels = ImageCodec.Load(kept.Bytes, $"The picture '{Id}'").Pixels.ToTensor();
        var channels = pixels.Size(3);
        var mask = new Tensor(pixels.Size(0), pixels.Size(1), pixels.Size(2));
        for (var i = 0; i < mask.Length; i++)
            mask.Span[i] = pixels.Span[(i * channels) + (channels == 4 ? 3 : 0)];
        return new(new Image(Mixing.WithChannels(pixels, 3)), new Mask(mask));
    }

    /// <summary>An id may be any picture's: what counts is what is behind it.</summary>
    public string? Fingerprint() => cache.HashOf(Id);
}
